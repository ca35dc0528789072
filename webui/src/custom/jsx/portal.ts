/** Where menus and dialogs of elements open: over the page, within the reach of the utility classes. */

import { SCOPE, watchClasses } from "./styles";

let portal: HTMLElement | null = null;

export function portalRoot(): HTMLElement {
  if (portal) return portal;
  portal = document.body.appendChild(document.createElement("div"));
  portal.className = `${SCOPE} app-portal`;
  watchClasses(portal);
  return portal;
}
