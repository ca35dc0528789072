/** Which addresses a text may name. Everything here is hostile until it is proven harmless. */

const LINKS: ReadonlySet<string> = new Set(["http:", "https:", "mailto:"]);
// No SVG: it may carry scripts when it is opened by itself.
const PICTURES = /^data:image\/(?:png|jpeg|gif|webp|avif)[;,]/i;

function parse(address: string | undefined, base: string): URL | null {
  return address !== undefined && URL.canParse(address, base) ? new URL(address, base) : null;
}

/** The address when it may become a link, else null. */
export function safeLink(address: string | undefined, base = document.baseURI): string | null {
  const url = parse(address, base);
  return url && LINKS.has(url.protocol) ? url.href : null;
}

/** The address when the page may load it as a picture: from the same server, or carried in the text. */
export function safePicture(address: string | undefined, base = document.baseURI): string | null {
  const url = parse(address, base);
  if (!url) return null;
  const own = LINKS.has(url.protocol) && url.origin === new URL(base).origin;
  return own || PICTURES.test(url.href) ? url.href : null;
}
