import { useStore } from "../store/useStore";
import { Avatar } from "./avatar";

/** What a new chat begins with: who is there and what for. */
export function Welcome() {
  const settings = useStore((state) => state.settings);
  if (!settings) return null;
  return (
    <section className="welcome">
      <Avatar name={settings.name} />
      <h2>{settings.name}</h2>
      {settings.description && <p>{settings.description}</p>}
    </section>
  );
}
