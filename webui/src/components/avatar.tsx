/** The first letter of a name, as a picture of its bearer. */
export function Avatar({ name }: { name: string }) {
  return (
    <span className="avatar" aria-hidden="true">
      {(Array.from(name.trim())[0] ?? "·").toUpperCase()}
    </span>
  );
}
