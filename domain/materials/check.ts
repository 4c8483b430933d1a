/** One entry of the list of materials of a filing. */
export interface Material {
  name: string;
  essential: boolean;
  provided: boolean;
  promisedBy?: string | null | undefined;
  waived?: string | null | undefined;
}

/** 容缺受理 (历下政发〔2019〕1号 第三条（一）): essential materials must be there, others may follow. */
export function checkMaterials(materials: readonly Material[]): { complete: boolean; missing: string[] } {
  const missing = new Set(materials.filter((m) => m.essential && !m.provided).map((m) => m.name));
  return { complete: missing.size === 0, missing: [...missing] };
}

/** The list after a supplement: what was confirmed is provided, and no longer promised. */
export function mergeSupplement(materials: readonly Material[], confirmed: readonly string[]): Material[] {
  const names = new Set(confirmed);
  return materials.map(({ promisedBy, ...material }) => {
    if (names.has(material.name)) return { ...material, provided: true };
    return promisedBy === undefined || promisedBy === null ? material : { ...material, promisedBy };
  });
}
