/** What a colour says. */
export type Tone = 'neutral' | 'good' | 'warn' | 'bad' | 'accent'
