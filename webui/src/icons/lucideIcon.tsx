/** Drawings by their lucide names; loaded with the first one that an app asks for. */

import { icons, type LucideIcon } from "lucide-react";

const known = icons as Readonly<Record<string, LucideIcon>>;

export default function NamedIcon({ name }: { name: string }) {
  const component = pascal(name);
  const Icon = Object.hasOwn(known, component) ? known[component] : undefined;
  return Icon ? <Icon size={16} /> : null;
}

/** `mouse-pointer-click` is exported as `MousePointerClick`. */
function pascal(name: string): string {
  return name.replace(/(?:^|[-_ ]+)([a-z0-9])/gi, (_, first: string) => first.toUpperCase());
}
