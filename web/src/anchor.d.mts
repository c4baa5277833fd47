export function anchor(text: string): string;
