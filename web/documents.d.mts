export function titleOf(markdown: string): string;
export function page(markdown: string, options: { titles: Record<string, string>; styleSheet: string }): string;
