/** What is used of it; the package has no types. */
declare module 'saxen' {
  type Decode = (text: string) => string;
  interface Hooks {
    openTag(name: string, attributes: () => Record<string, string>, decode: Decode, selfClosing: boolean): void;
    closeTag(name: string, decode: Decode, selfClosing: boolean): void;
    text(value: string, decode: Decode): void;
    attention(text: string, decode: Decode): void;
    error(error: Error): void;
  }
  export class Parser {
    ns(prefixes: Record<string, string>): this;
    on<Hook extends keyof Hooks>(hook: Hook, does: Hooks[Hook]): this;
    write(chunk: string): this;
    end(): this;
  }
}
