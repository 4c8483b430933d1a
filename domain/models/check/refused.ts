/** A text that is no diagram to be kept: hostile, or not BPMN at all. The message is for people. */
export class RefusedFile extends Error {}
