import { Component, type ReactNode } from "react";

interface Props {
  /** What stands in; a function is told what went wrong. */
  fallback: ReactNode | ((error: unknown) => ReactNode);
  /** What is inside is tried again when this changes. */
  subject?: unknown;
  children: ReactNode;
}

interface State {
  failed: boolean;
  error: unknown;
}

/** Shows `fallback` where something inside cannot be shown; the rest of the page lives on. */
export class Boundary extends Component<Props, State> {
  override state: State = { failed: false, error: null };

  static getDerivedStateFromError(error: unknown): State {
    return { failed: true, error };
  }

  override componentDidUpdate({ subject }: Props): void {
    if (this.state.failed && subject !== this.props.subject) this.setState({ failed: false, error: null });
  }

  override render(): ReactNode {
    const { fallback, children } = this.props;
    if (!this.state.failed) return children;
    return typeof fallback === "function" ? fallback(this.state.error) : fallback;
  }
}
