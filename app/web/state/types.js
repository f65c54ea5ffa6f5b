/**
 * Shapes of what travels between the page and whoever answers it. Only types; nothing runs here.
 *
 * @typedef {{month?: number, do: string, value?: number, [key: string]: unknown}} PressedEvent
 * @typedef {{scenario?: string, yaml?: string, values: Record<string, number|string>, events: PressedEvent[],
 *   district?: Record<string, string>, names?: string, seed?: number, months?: number}} Arm
 * @typedef {{value: number|string, label: string}} Level
 * @typedef {{name: string, label: string, group: string, group_label: string, unit: string, value: number|string,
 *   mixed?: boolean, low: number, high: number, minimum: number, maximum: number, step: number,
 *   choices: string[]|null, integer: boolean, log: boolean, levels: Level[], meaning: string, source: string,
 *   grade: string, grade_words: string, price: string, cost_a_year: number, kind: string, fixed_at_start: boolean,
 *   moves: boolean|null, effect: string, reason?: string}} Slider
 * @typedef {{series: string, label: string, words: string, scale: string, kind: "share"|"fan",
 *   low: number|null, high: number|null, signed: boolean, group: string}} ChartInfo
 * @typedef {{do: string, label: string, hint: string, keys: object, moves: boolean|null, reason: string,
 *   sized: {low: number, high: number, unit: string, default: number, meaning: string}|null}} EventInfo
 * @typedef {{month: number, text: string, do: string}} OwnEvent
 * @typedef {{say: string, title?: string, note?: string, do?: any, month?: number, charts?: string[], blank?: boolean, predict?: string, sketch?: string, minute?: number}} Step
 * @typedef {{name: string, sequence: Step[]}} Plan
 * @typedef {{scenario: string, title: string, question: string, note: string, notice: string, months: number,
 *   teachers: number, districts: string[], large: boolean, sliders: Slider[], more: Slider[], assumptions: Slider[],
 *   events: EventInfo[], own_events: OwnEvent[], charts: ChartInfo[], default_charts: string[], components: string[],
 *   default_headlines: string[], headlines: {name: string, noun: string, under: string}[], notes: string[],
 *   sequence: Step[], plans: Plan[],
 *   roles: {role: string, label: string, levers: string[]}[], words: Record<string, Record<string, string>>,
 *   stages: string[], causes: Record<string, string>, people: string[], facts: {fact: string, source: string}[],
 *   lineage: string[]}} Stage
 * @typedef {{scale: string, kind: string, count?: number[], p5?: (number|null)[], p25?: (number|null)[],
 *   p50: (number|null)[], p75?: (number|null)[], p95?: (number|null)[], low?: (number|null)[], high?: (number|null)[],
 *   runs: {replicate: number, values: number[]}[]}} SeriesAnswer
 * @typedef {{name: string, value: number, text: string, under: string, low: number, high: number,
 *   range: string}} Headline
 * @typedef {{kind: string, worlds: number, of: number, months: number, seconds: number, notice: string,
 *   changes: {name: string, label: string, from: string, to: string, text: string}[],
 *   series: Record<string, SeriesAnswer>, headlines: Headline[], stages: number[][],
 *   ended: {causes: {cause: string, words: string, count: number}[]},
 *   lives: {replicate: number[], ended: (number|null)[], cause: string[]}}} Answer
 * @typedef {{id: string, label: string, arm: Arm, look: import("../charts/looks.js").Look}} Track
 */
export {};
