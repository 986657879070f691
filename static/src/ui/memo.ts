/** A component that is drawn again only when one of its props is another object than before. */
import { Component, type ComponentChild, type ComponentClass } from "preact";

export function memo<Props extends object>(draw: (props: Props) => ComponentChild): ComponentClass<Props> {
  return class extends Component<Props> {
    override shouldComponentUpdate(next: Readonly<Props>): boolean {
      const before = this.props as Readonly<Props>;
      return (Object.keys(next) as (keyof Props)[]).some((name) => next[name] !== before[name]);
    }
    override render(props: Props): ComponentChild {
      return draw(props);
    }
  };
}
