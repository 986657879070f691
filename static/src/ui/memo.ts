/** A component that is drawn again only when one of its props is another object than before. */
import { Component, createElement, type ComponentChild, type FunctionComponent } from "preact";

export function memo<Props extends object>(Drawn: FunctionComponent<Props>): new (props: Props) => Component<Props> {
  return class extends Component<Props> {
    override shouldComponentUpdate(next: Readonly<Props>): boolean {
      const before: Readonly<Props> = this.props;
      return (Object.keys({ ...before, ...next }) as (keyof Props)[]).some((name) => next[name] !== before[name]);
    }
    override render(props: Readonly<Props>): ComponentChild {
      return createElement(Drawn, props as never);
    }
  };
}
