export interface Park {
  id: string;
  caseId: string;
  name: string;
  operator: string;
  kind: string;
  kindName: string;
  buildingCluster: boolean;
  industry: string;
  industryName: string;
  department: string;
  departmentName: string;
  usableArea: number;
  areaException: string | null;
  certifiedOn: string;
  certificateNumber: string;
}

export interface Agreement {
  clauses: { key: string; title: string; text: string | null }[];
  missingReason: string | null;
  targets: { label: string; value: string }[];
  changes: { clause: string; before: string | null; after: string | null }[];
  signedOn: string;
  departmentSignatory: string;
  operatorSignatory: string;
  filingNumber: string | null;
  filedOn: string;
}

export interface ParkWhole extends Park {
  agreement: Agreement | null;
  documents: { id: string; name: string; size: number; uploadedAt: string }[];
  may: { seeCase: boolean };
}

export interface Industries {
  items: { id: string; name: string; department: string; departmentName: string }[];
  revision: number;
  edits: { revision: number; at: string; actorName: string | null; reason: string }[];
  may: { edit: boolean };
}
