/** Views that are loaded with the first element that needs them. */

import { createElement, useEffect, useState, type ComponentType, type ReactNode } from "react";

type Load<P> = () => Promise<{ default: ComponentType<P> }>;

/**
 * Shows the view as soon as it is there. Unlike with `lazy`, React does not hold it back for a third of a second once
 * something else stood in its place, and a view that could not be loaded is tried again with the next element.
 */
export function late<P extends object>(load: Load<P>, waiting: ComponentType<P>): ComponentType<P> {
  let loaded: ComponentType<P> | null = null;
  return function Late(props: P): ReactNode {
    const [view, setView] = useState<ComponentType<P> | null>(() => loaded);
    const [failure, setFailure] = useState<{ error: unknown } | null>(null);
    useEffect(() => {
      let mounted = true;
      load().then(
        (module) => {
          loaded = module.default;
          if (mounted) setView(() => module.default);
        },
        (error: unknown) => {
          if (mounted) setFailure({ error });
        },
      );
      return () => {
        mounted = false;
      };
    }, []);
    if (failure) throw failure.error;
    return createElement(view ?? waiting, props);
  };
}
