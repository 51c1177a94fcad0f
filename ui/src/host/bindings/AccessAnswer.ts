import type { Network } from "./Network";
import type { ObjectRights } from "./ObjectRights";
import type { PermissionSetChoice } from "./PermissionSetChoice";
import type { Stay } from "./Stay";
import type { Who } from "./Who";

export type AccessAnswer = { who: Who, permission_set: PermissionSetChoice, existing: Array<string>, assign_me: boolean, objects: Array<ObjectRights>, stay: Stay, network: Network, sign_out_after: number | null, stronger_sign_in: boolean, };
