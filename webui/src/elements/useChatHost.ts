import { useMemo } from "react";
import { useChat } from "../chat/context";
import { useStore } from "../store/useStore";
import type { Asking, ElementHost } from "./host";

/** The conversation as the host of its elements. */
export function useChatHost(): ElementHost {
  const chat = useChat();
  const question = useStore((state) => state.question);
  return useMemo(() => {
    const { store } = chat;
    const asking: Asking | null = question?.kind === "element" ? {
      answers: ({ id, forId }) => (question.elementId ? id === question.elementId : forId === question.stepId),
      answer: (submission) => chat.answerElement(question, submission),
    } : null;
    return {
      api: chat.elements,
      asking,
      changed: (element, before) => store.dispatch({ type: "changed", element, before }),
      removed: ({ id }) => store.dispatch({ type: "remove_element", id }),
      say: (text) => chat.send(text, []),
      notify: (message, kind) => store.dispatch({ type: "toast", message, kind }),
    };
  }, [chat, question]);
}
