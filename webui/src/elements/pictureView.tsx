import type { Shown } from "./shown";

const SIZES: ReadonlySet<string> = new Set(["small", "medium", "large"]);

export function PictureView({ element, url }: Shown) {
  const size = element.size && SIZES.has(element.size) ? element.size : "medium";
  return (
    <a href={url} target="_blank" rel="noopener noreferrer" className={`picture ${size}`}>
      <img src={url} alt={element.name} loading="lazy" />
    </a>
  );
}
