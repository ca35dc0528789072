import { useStore } from "../store/useStore";

/** Whether files go with the next message: not while a question waits for words, or for files of its own. */
export function useTakesFiles(): boolean {
  return useStore(({ connection, settings, question }) => {
    const asked = question?.kind === "file" || question?.kind === "text";
    return connection === "connected" && settings?.uploads.enabled === true && !asked;
  });
}
