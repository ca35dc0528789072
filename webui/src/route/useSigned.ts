/** The life of a signed page: loading, shown, answered; or the reason why not. */

import { useCallback, useEffect, useMemo, useState } from "react";
import type { ElementHost } from "../elements/host";
import { useTranslate } from "../i18n/translate";
import type { Element } from "../protocol/element";
import type { ElementApi } from "../protocol/elementApi";
import type { Submission } from "../protocol/question";
import type { ToastKind } from "../protocol/toast";
import { readSigned, type Signed } from "./signed";

export type SignedState =
  | { readonly stage: "loading" | "answered" | "removed" }
  | { readonly stage: "failed"; readonly reason: string }
  | { readonly stage: "shown"; readonly signed: Signed };

type Notify = (message: string, kind: ToastKind) => void;

export function useSigned(id: string, api: ElementApi, notify: Notify): [SignedState, ElementHost] {
  const t = useTranslate();
  const [state, setState] = useState<SignedState>({ stage: "loading" });
  const asks = state.stage === "shown" && state.signed.ask !== undefined;

  useEffect(() => {
    let mounted = true;
    const show = (next: SignedState) => {
      if (mounted) setState(next);
    };
    api.signed(id).then(
      (value) => show(shown(value)),
      (error: unknown) => show({ stage: "failed", reason: reasonOf(error) }),
    );
    return () => {
      mounted = false;
    };
  }, [api, id]);

  const answer = useCallback(
    (submission: Submission) => {
      api.answer(id, submission).then(
        () => setState({ stage: "answered" }),
        (error: unknown) => notify(reasonOf(error) || t("chat.actions.failed"), "error"),
      );
    },
    [api, id, notify, t],
  );

  const host = useMemo<ElementHost>(
    () => ({
      api,
      notify,
      asking: asks ? { answers: (element: Element) => element.id === id, answer } : null,
      // Nobody else tells this page anything.
      changed: (element) => setState((known) => (known.stage === "shown" ? { stage: "shown", signed: { ...known.signed, element } } : known)),
      removed: () => setState({ stage: "removed" }),
      say: () => notify(t("chat.elements.noChat"), "warning"),
    }),
    [api, id, asks, answer, notify, t],
  );
  return [state, host];
}

function shown(value: unknown): SignedState {
  const signed = readSigned(value);
  return signed ? { stage: "shown", signed } : { stage: "failed", reason: "" };
}

function reasonOf(error: unknown): string {
  return error instanceof Error && "status" in error ? error.message : "";
}
