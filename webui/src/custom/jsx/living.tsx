/** An element that runs: its own state lives on while its props change. */

import * as React from "react";
import { useEffect, useMemo, useRef, useState, type ComponentType } from "react";
import { useFocusHeir } from "../../components/useFocusHeir";
import { useHost } from "../../elements/host";
import { useTranslate } from "../../i18n/translate";
import type { Element } from "../../protocol/element";
import { ElementActions } from "./api";
import { bindToasts } from "./modules/sonner";
import { start, type Running } from "./run";
import { SCOPE, watchClasses } from "./styles";

export interface Ready {
  readonly require: (name: string) => unknown;
  readonly run: Parameters<typeof start>[0];
}

export function Living({ element, ready }: { element: Element; ready: Ready }) {
  const host = useHost();
  const t = useTranslate();
  // A copy: elements change their props in place.
  const props = useMemo(() => structuredClone(element.props ?? {}), [element.props]);
  const now = { element, host, notAsked: t("chat.custom.notAsked") };
  const [actions] = useState(() => new ElementActions(now));
  useEffect(() => actions.follow(now));
  // Once: what stands outside of the component lives as long as the element.
  const [running] = useState(() => {
    // Before the first effect of the element, which may have something to say.
    bindToasts(host.notify);
    return start(ready.run, ready.require, { React, ...actions.globals() }, props);
  });
  const box = useRef<HTMLDivElement>(null);
  useFocusHeir(box);
  useEffect(() => bindToasts(host.notify), [host]);
  useEffect(() => (box.current ? watchClasses(box.current) : undefined), []);
  return (
    <div ref={box} className={SCOPE} data-custom={element.name}>
      <Shown running={running} props={props} />
    </div>
  );
}

/** `props` mean what they are now to everything that is drawn below. */
function Shown({ running, props }: { running: Running; props: unknown }) {
  running.setProps(props);
  if (typeof running.component !== "function") throw new Error("The file has no default export that is a component.");
  const Component = running.component as ComponentType<{ revision: unknown }>;
  // A new object: the component is drawn again even if it was remembered.
  return <Component revision={props} />;
}
