// Temporary: replaced by `npm run gen` from docs/openapi.json.
export interface Named { id: string; name: string }
export interface StaffMe { id: string; name: string; username: string; companyName: string; roles: string[]; permissions: string[]; communities: Named[] }
export interface LoginStep { next: 'totp' | 'enroll'; challenge: string; enrollUri?: string; enrollSecret?: string; demoCode?: string }
export interface Card { kind: string; refId: string; title: string; subtitle: string; status: string; statusLabel: string; tone: string; link: string; updatedAt: string }
export interface Workbench { counts: { bindingsPending: number; repairsOpen: number; repairsUnassigned: number; housesTotal: number; residentsActive: number }; recent: Card[] }
export interface Building { id: string; name: string; houseCount: number; shopCount: number; unitCount: number }
export interface GridHouse { id: string; room: string; label: string; kind: string; area: string; occupancy: string; occupancyLabel: string; bound: number }
export interface Grid { building: Named; units: { name: string; floors: { floor: number; houses: GridHouse[] }[] }[] }
export interface HouseRow { id: string; label: string; building: string; unit: string; room: string; kind: string; areaM2: string; ownerName: string; ownerPhone: string; boundCount: number }
export interface RegisterPerson { name: string; phones: string[]; role: string; roleLabel: string }
export interface Applicant { name: string; phone: string }
export interface HouseBinding { id: string; personName: string; phone: string; role: string; state: string; stateLabel: string; submittedAt: string }
export interface HouseEvent { at: string; kind: string; label: string; detail: string }
export interface HouseDetail { id: string; label: string; building: string; unit: string; room: string; kind: string; floor: number; areaM2: string; innerAreaM2: string; layout: string; ownership: string; delivered: string; parking: string; note: string; communityId: string; communityName: string; buildingId: string; occupancy: string; occupancyLabel: string; version: number }
export interface House360 { house: HouseDetail; people: RegisterPerson[]; bindings: HouseBinding[]; events: HouseEvent[] }
export interface Binding { id: string; houseId: string; communityId: string; communityName: string; houseLabel: string; personName: string; phone: string; role: string; rights: string[]; state: string; stateLabel: string; source: string; reason: string; submittedAt: string; decidedAt?: string; validTo?: string; actions: string[] }
export interface FileOut { id: string; url: string; thumbUrl: string; width: number; height: number }
export interface BindingDetail extends Binding { applicant: Applicant; register: { people: RegisterPerson[] }; evidence: FileOut[]; note: string; history: { at: string; actor: string; action: string; reason: string }[]; ageHours: number }
export interface ImportCounts { rows: number; added: number; changed: number; same: number; refused: number; ignored: number }
export interface ImportRun { id: string; communityId: string; fileName: string; state: string; counts: ImportCounts; totalAreaM2: string; doneRows: number; error: string; columns: { header: string; field: string }[]; createdAt: string }
export interface ImportRow { row: number; sheet: string; kind: string; house: string; reason: string; detail: string; changes: { field: string; label: string; from: string; to: string }[] }
export interface MoveOutItem { code: string; label: string; state: string; detail: string }
export interface RepairRow { id: string; number: string; category: string; categoryName: string; emergency: boolean; place: string; placeLabel: string; description: string; state: string; stateLabel: string; tone: string; photoCount: number; createdAt: string; updatedAt: string; slotStart?: string; slotEnd?: string; workerName: string; reporter: string; houseLabel: string; ageMinutes: number }
export interface TimelineItem { at: string; title: string; actor: string; reason: string; photos: FileOut[] }
export interface Repair extends RepairRow { communityId: string; communityName: string; photos: FileOut[]; worker?: { name: string; phone: string }; timeline: TimelineItem[]; rating?: { speed: number; quality: number; attitude: number; tags: string[]; comment: string }; actions: string[]; contactPhone: string; contactName: string; causeName: string; permissionToEnter: boolean; version: number }
export interface Worker { id: string; name: string; phone: string; openOrders: number }
export interface Staff { id: string; username: string; name: string; phone: string; roles: Named[]; communities: Named[]; state: string; stateLabel: string; disabled: boolean; lastLoginAt?: string; setupToken?: string }
export interface Role { id: string; name: string; permissions: string[]; staffCount: number }
export interface Permission { code: string; label: string; group: string }
export interface SearchItem { kind: string; id: string; title: string; subtitle: string; link: string }
export interface InboxItem { id: string; title: string; body: string; kind: string; link: string; read: boolean; createdAt: string }
