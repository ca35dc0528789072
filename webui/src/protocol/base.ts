/** Where the server is: the folder that serves this page, which a path prefix or a `<base>` may move. */
export function baseUrl(): URL {
  return new URL(".", document.baseURI);
}

export function socketPath(base: URL): string {
  return `${base.pathname}ws/socket.io`;
}
