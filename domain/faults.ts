/** What domain code throws for a worker; everything else counts as a passing fault and is tried again. */

/** The rules say no: becomes a BPMN error that the diagram handles. */
export class BusinessRefusal extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.name = 'BusinessRefusal';
    this.code = code;
  }
}

/** Trying again is useless: becomes an incident at once, with a Chinese message that a person can act on. */
export class PermanentFault extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'PermanentFault';
  }
}
