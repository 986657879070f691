// Written by `python -m edcamp.wire`. Do not edit: a test holds it to the Python structs.

export interface SetInterests {
  do: "set-interests";
  interests: string[];
}

export interface SetFirstTime {
  do: "set-first-time";
  first: boolean;
}

export interface RenewCalendar {
  do: "renew-calendar";
  number: number;
}

export interface ProposeTopic {
  do: "propose-topic";
  topic: string;
  kind: "lead" | "learn";
  title: string;
  description?: string;
  tags?: string[];
  needs?: string[];
  card?: boolean;
  anonymous?: "nobody" | "organizers" | null;
}

export interface EditTopic {
  do: "edit-topic";
  topic: string;
  title?: string;
  description?: string;
  tags?: string[];
  needs?: string[];
}

export interface WithdrawTopic {
  do: "withdraw-topic";
  topic: string;
}

export interface ClaimTopic {
  do: "claim-topic";
  topic: string;
  claimed?: boolean;
}

export interface SetHosts {
  do: "set-hosts";
  topic: string;
  hosts: string[];
}

export interface AskToHost {
  do: "ask-to-host";
  topic: string;
  people: string[];
}

export interface DeclineTopic {
  do: "decline-topic";
  topic: string;
}

export interface SetRepeat {
  do: "set-repeat";
  topic: string;
  twice: boolean;
}

export interface SetVote {
  do: "set-vote";
  topic: string;
  weight: "none" | "interested" | "must";
}

export interface ChooseSession {
  do: "choose-session";
  slot: string;
  topic: string | null;
}

export interface BeAt {
  do: "be-at";
  slot: string;
  topic: string | null;
  at?: number | null;
}

export interface RequestTime {
  do: "request-time";
  topic: string;
  slot: string;
  to?: string | null;
  wanted?: boolean;
  reason?: string | null;
}

export interface AnswerAssignment {
  do: "answer-assignment";
  topic: string;
  slot: string;
  room: string;
  answer: "confirmed" | "late" | "cannot";
}

export interface OfferToHost {
  do: "offer-to-host";
  topic: string;
  offered?: boolean;
}

export interface AnswerOffer {
  do: "answer-offer";
  topic: string;
  person: string;
  welcome: boolean;
}

export interface SetHope {
  do: "set-hope";
  topic: string;
  text: string;
}

export interface HideHope {
  do: "hide-hope";
  topic: string;
  hope: number;
  hidden: boolean;
}

export interface SetNotes {
  do: "set-notes";
  topic: string;
  link: string | null;
}

export interface NeedHand {
  do: "need-hand";
  topic: string;
  slot: string;
  needed?: boolean;
}

export interface GiveHand {
  do: "give-hand";
  topic: string;
  slot: string;
  done?: boolean;
}

export interface SeeNotices {
  do: "see-notices";
  up_to: number;
}

export interface HideTopic {
  do: "hide-topic";
  topic: string;
  hidden: boolean;
}

export interface MergeTopic {
  do: "merge-topic";
  topic: string;
  into: string;
}

export interface UnmergeTopic {
  do: "unmerge-topic";
  topic: string;
}

export interface PhaseChange {
  at: number;
  phase: "gather" | "vote" | "plan" | "run" | "closed";
  open: boolean;
}

export interface Settings {
  name: string;
  date: string;
  time_zone: string;
  tags: string[];
  timetable: PhaseChange[];
  hide_tallies: boolean;
  first_timers: number;
  anonymous_seen: boolean;
}

export interface EditCamp {
  do: "edit-camp";
  settings: Settings;
}

export interface PutRoom {
  do: "put-room";
  room: string;
  name: string;
  capacity: number;
  features?: string[];
  link?: string | null;
}

export interface RemoveRoom {
  do: "remove-room";
  room: string;
}

export interface CloseRoom {
  do: "close-room";
  room: string;
  slots: string[];
}

export interface PutSlot {
  do: "put-slot";
  slot: string;
  title: string;
  start: number;
  end: number;
  is_break?: boolean;
}

export interface RemoveSlot {
  do: "remove-slot";
  slot: string;
}

export interface ShiftDay {
  do: "shift-day";
  slot: string;
  start?: number | null;
  end?: number | null;
  up_to?: "day" | "break" | "slot";
}

export interface MoveBreak {
  do: "move-break";
  slot: string;
  other: string;
  first: boolean;
}

export interface SetPhase {
  do: "set-phase";
  phase: "gather" | "vote" | "plan" | "run" | "closed";
  open: boolean;
}

export interface Cell {
  slot: string;
  room: string;
}

export interface PlaceTopic {
  do: "place-topic";
  topic: string;
  slot: string;
  room: string;
  instead_of?: string | null;
  beside?: Cell | null;
}

export interface SwapCells {
  do: "swap-cells";
  a: Cell;
  b: Cell;
}

export interface UnplaceTopic {
  do: "unplace-topic";
  topic: string;
  cell?: Cell | null;
}

export interface PinTopic {
  do: "pin-topic";
  topic: string;
  pinned: boolean;
  cell?: Cell | null;
}

export interface ResetDraft {
  do: "reset-draft";
}

export interface KeepDraft {
  do: "keep-draft";
  kept: string;
  name: string;
}

export interface TakeDraft {
  do: "take-draft";
  kept: string;
}

export interface DropDraft {
  do: "drop-draft";
  kept: string;
}

export interface Publish {
  do: "publish";
  based_on: number;
}

export interface SessionMove {
  topic: string;
  was: Cell | null;
  now: Cell | null;
}

export interface Rearrange {
  do: "rearrange";
  based_on: number;
  moves: SessionMove[];
  room?: string | null;
  closed?: string[];
}

export interface DeclineRequest {
  do: "decline-request";
  topic: string;
  slot: string;
  to?: string | null;
}

export interface Whom {
  room: string | null;
  topic: string | null;
}

export interface Announce {
  do: "announce";
  announcement: string;
  text: string;
  until?: number | null;
  at?: number | null;
  whom?: Whom | null;
}

export interface EndAnnouncement {
  do: "end-announcement";
  announcement: string;
}

export interface ShowOnBoard {
  do: "show-on-board";
  mode: "join" | "wall" | "schedule" | "countdown" | "announcement" | "smackdown" | "lapse" | null;
  until?: number | null;
  topic?: string | null;
  announcement?: string | null;
}

export interface HoldSmackdown {
  do: "hold-smackdown";
  held: boolean;
}

export interface TakeTurn {
  do: "take-turn";
  shows?: string;
}

export interface GiveUpTurn {
  do: "give-up-turn";
  person?: string | null;
}

export interface OrderTurn {
  do: "order-turn";
  person: string;
  before?: string | null;
}

export interface GiveFloor {
  do: "give-floor";
  person: string | null;
}

export interface Undo {
  do: "undo";
  seq: number;
}

export interface ResetLinks {
  do: "reset-links";
}

export type Command = SetInterests | SetFirstTime | RenewCalendar | ProposeTopic | EditTopic | WithdrawTopic | ClaimTopic | SetHosts | AskToHost | DeclineTopic | SetRepeat | SetVote | ChooseSession | BeAt | RequestTime | AnswerAssignment | OfferToHost | AnswerOffer | SetHope | HideHope | SetNotes | NeedHand | GiveHand | SeeNotices | HideTopic | MergeTopic | UnmergeTopic | EditCamp | PutRoom | RemoveRoom | CloseRoom | PutSlot | RemoveSlot | ShiftDay | MoveBreak | SetPhase | PlaceTopic | SwapCells | UnplaceTopic | PinTopic | ResetDraft | KeepDraft | TakeDraft | DropDraft | Publish | Rearrange | DeclineRequest | Announce | EndAnnouncement | ShowOnBoard | HoldSmackdown | TakeTurn | GiveUpTurn | OrderTurn | GiveFloor | Undo | ResetLinks;

export interface Unplaced {
  topic: string;
  reason: string;
  others: string[];
}

export interface Accepted {
  n: number;
  seq: number;
  touched: ("me" | "organizers" | "public")[];
  dropped: Unplaced[];
  ok: true;
}

export interface Refusal {
  code: string;
  message: string;
  value: string | number | null;
  retryable: boolean;
  n: number;
  ok: false;
}

export interface Delta {
  aud: "me" | "organizers" | "public";
  epoch: string;
  from: number | null;
  to: number;
  put: Record<string, unknown>;
  del: string[];
}

export interface Hello {
  epoch: string;
  seq: number;
  time: number;
  person: string | null;
  organizer: boolean;
  deltas: Delta[];
  stale: ("me" | "organizers" | "public")[];
  ephemeral: Record<string, unknown>;
  shown: number;
  ok: true;
}

export interface Since {
  epoch: string;
  public: number | null;
  me: number | null;
  organizers: number | null;
}

export interface Rule {
  code: "host" | "pin";
  about: string[];
}

export interface Solving {
  running: boolean;
  elapsed: number;
  seconds: number;
  value: number | null;
  bound: number | null;
  placed: number;
  unplaced: number;
  plans: number;
  error: Refusal | null;
  ways: Rule[][];
}

export interface Price {
  slot: string;
  room: string;
  change: number;
  people: number;
}

export interface Prices {
  seq: number;
  topic: string;
  start: number;
  cells: number;
  prices: Price[];
  beside: Cell | null;
  ok: true;
}

export interface ListedTopic {
  line: number;
  title: string;
  kind: "lead" | "learn";
  by: string;
}

export interface ListProblem {
  line: number;
  column: string;
  code: string;
  message: string;
}

export interface ListPreview {
  encoding: string;
  delimiter: string;
  columns: string[];
  uses: Record<string, number>;
  topics: ListedTopic[];
  people: string[];
  known: number;
  problems: ListProblem[];
  imported: boolean;
  ok: true;
}

export interface SlotMove {
  slot: string;
  was_start: number;
  was_end: number;
  start: number;
  end: number;
}

export interface PhaseMove {
  was: number;
  change: PhaseChange;
}

export interface Notice {
  id: number;
  at: number;
  kind: "placed" | "moved" | "unplaced" | "merged" | "parted" | "day-changed" | "times" | "swapped" | "released" | "offered" | "welcomed" | "thanked" | "asked" | "announced" | "reminded" | "granted" | "declined";
  topic: string | null;
  title: string;
  slot: string | null;
  room: string | null;
  from_slot: string | null;
  from_room: string | null;
  from_title: string;
  from_topic: string | null;
  carried: "none" | "interested" | "must" | null;
  minutes: number;
  since: number | null;
  until: number | null;
}

export interface Telling {
  notice: Notice;
  hosts: string[];
  others: string[];
}

export interface Preview {
  seq: number;
  slots: SlotMove[];
  phases: PhaseMove[];
  sessions: SessionMove[];
  telling: Telling[];
  ok: true;
}

export interface Share {
  seated: number;
  wanted: number;
}

export interface Counts {
  must: Share;
  interested: Share;
  seats: number[];
  value: number | null;
  bound: number | null;
}

export interface Repair {
  command: Rearrange;
  unplaced: Unplaced[];
  before: Counts;
  after: Counts;
  preview: Preview;
  ok: true;
}

export interface StandIn {
  person: string;
  name: string;
  must: boolean;
  hosting: number;
}

export interface StandIns {
  people: StandIn[];
  ok: true;
}

export interface Receipt {
  of: number;
  state: "counted" | "counting" | "failed";
  counts: Counts | null;
  nothing: string[];
}

export interface LapseTopic {
  id: string;
  title: string;
  kind: "lead" | "learn";
}

export interface LapseSlot {
  id: string;
  title: string;
  start: number;
  end: number;
}

export interface LapseRoom {
  id: string;
  name: string;
}

export interface LapseFrame {
  at: number;
  phases: ("gather" | "vote" | "plan" | "run" | "closed")[];
  people: number;
  here?: number[];
  gone?: number[];
  tallies?: number[];
  sessions?: number[] | null;
  draft?: boolean;
}

export interface Lapse {
  camp: string;
  name: string;
  time_zone: string;
  seq: number;
  topics: LapseTopic[];
  slots: LapseSlot[];
  rooms: LapseRoom[];
  frames: LapseFrame[];
}

export interface Ephemeral {
  solving?: Solving | null;
  draft_receipt?: Receipt | null;
  published_receipt?: Receipt | null;
  connected?: number | null;
}

export interface CampDocument {
  id: string;
  name: string;
  date: string;
  time_zone: string;
  phases: ("gather" | "vote" | "plan" | "run" | "closed")[];
  tags: string[];
  timetable: PhaseChange[];
  hide_tallies?: boolean;
  tallies_hidden?: boolean;
  first_timers?: number;
  others_from?: number | null;
  anonymous_seen?: boolean;
}

export interface PeopleDocument {
  joined: number;
}

export interface SessionDocument {
  topic: string;
  slot: string;
  room: string;
}

export interface ScheduleDocument {
  number: number;
  at: number;
  sessions: SessionDocument[];
}

export interface TopicDocument {
  id: string;
  kind: "lead" | "learn";
  title: string;
  created: number;
  description?: string;
  tags?: string[];
  needs?: string[];
  hosts?: string[];
  card?: boolean;
  twice?: boolean;
  notes?: string | null;
}

export interface Tally {
  interested: number;
  must: number;
}

export interface Room {
  id: string;
  name: string;
  capacity: number;
  features: string[];
  link: string | null;
  closed: string[];
}

export interface Slot {
  id: string;
  title: string;
  start: number;
  end: number;
  is_break: boolean;
}

export interface LateDocument {
  cells: Cell[];
}

export interface HostDocument {
  name: string;
}

export interface Announcement {
  id: string;
  text: string;
  at: number;
  until: number | null;
}

export interface RequestDocument {
  topic: string;
  slot: string;
  to: string | null;
  people: number;
  since: number;
}

export interface Takeover {
  mode: "join" | "wall" | "schedule" | "countdown" | "announcement" | "smackdown" | "lapse";
  until: number | null;
  topic: string | null;
  announcement: string | null;
}

export interface TurnDocument {
  person: string;
  name: string;
  shows: string;
}

export interface SmackdownDocument {
  on: TurnDocument | null;
  since: number | null;
  queue: TurnDocument[];
  begun: boolean;
}

export interface PublicDocuments {
  camp: CampDocument;
  people: PeopleDocument;
  schedule: ScheduleDocument;
  [key: `topic/${string}`]: TopicDocument;
  [key: `tally/${string}`]: Tally;
  [key: `room/${string}`]: Room;
  [key: `slot/${string}`]: Slot;
  [key: `late/${string}`]: LateDocument;
  [key: `host/${string}`]: HostDocument;
  [key: `announcement/${string}`]: Announcement;
  [key: `headcount/${string}`]: Record<string, number>;
  [key: `request/${string}`]: RequestDocument;
  board: Takeover;
  smackdown: SmackdownDocument;
}

export interface Placement {
  topic: string;
  slot: string;
  room: string;
  pinned: boolean;
}

export interface TouchedDocument {
  person: string;
  kind: string;
  topic: string;
  title: string;
  slot: string | null;
  room: string | null;
}

export interface DraftDocument {
  seq: number;
  placements: Placement[];
  unplaced: Unplaced[];
  value: number | null;
  bound: number | null;
  differs: boolean;
  hosts_touched: TouchedDocument[];
  attendees_touched: number;
}

export interface Draft {
  placements: Placement[];
  unplaced: Unplaced[];
  value: number | null;
  bound: number | null;
}

export interface KeptDraft {
  id: string;
  name: string;
  at: number;
  draft: Draft;
}

export interface AnswerDocument {
  person: string;
  slot: string;
  room: string;
  answer: "confirmed" | "late" | "cannot" | null;
  at: number;
  reminded: boolean;
}

export interface HopeDocument {
  number: number;
  text: string;
  hidden?: boolean;
}

export interface HandDocument {
  slot: string;
  person: string;
  at: number;
  coming: string | null;
}

export interface ActionDocument {
  seq: number;
  at: number;
  by: string | null;
  what: string;
  args: Record<string, string>;
  undoable: boolean;
  undone: boolean;
}

export interface VotesDocument {
  cast: number;
  people: number;
}

export interface OriginDocument {
  cast_before: number;
  by: string;
}

export interface Planned {
  id: string;
  text: string;
  at: number;
  until: number | null;
  whom: Whom | null;
}

export interface SearchDocument {
  waiting: number;
  asked: number;
}

export interface ReasonsDocument {
  reasons: string[];
  hosts: number;
}

export interface OffWallDocument {
  id: string;
  kind: "lead" | "learn";
  title: string;
  state: string;
  merged_into?: string | null;
}

export interface OrganizersDocuments {
  draft: DraftDocument;
  [key: `kept/${string}`]: KeptDraft;
  [key: `answers/${string}`]: AnswerDocument[];
  [key: `hopes/${string}`]: HopeDocument[];
  [key: `hands/${string}`]: HandDocument[];
  [key: `action/${string}`]: ActionDocument;
  votes: VotesDocument;
  shown: TurnDocument[];
  [key: `origin/${string}`]: OriginDocument;
  [key: `tally/${string}`]: Tally;
  [key: `planned/${string}`]: Planned;
  [key: `search/${string}`]: SearchDocument;
  [key: `reasons/${string}`]: ReasonsDocument;
  [key: `organizer/${string}`]: HostDocument;
  [key: `topic/${string}`]: OffWallDocument;
}

export interface MeDocument {
  person: string;
  name: string;
  organizer: boolean;
  interests: string[];
  proposed: string[];
  hosting: string[];
  asked?: string[];
  first_time?: boolean;
}

export interface StopDocument {
  topic: string;
  why: string;
  answer?: "confirmed" | "late" | "cannot" | null;
  hand?: "needed" | "coming" | null;
}

export interface Stay {
  slot: string;
  topic: string;
  since: number;
  until: number | null;
}

export interface OfferDocument {
  declined: boolean;
}

export interface CoHostDocument {
  person: string;
  name: string;
  welcome: boolean;
}

export interface MeDocuments {
  me: MeDocument;
  day: Record<string, StopDocument>;
  stays: Stay[];
  requests: string[];
  [key: `vote/${string}`]: "none" | "interested" | "must";
  [key: `offer/${string}`]: OfferDocument;
  [key: `offers/${string}`]: CoHostDocument[];
  [key: `hope/${string}`]: HopeDocument;
  [key: `hopes/${string}`]: HopeDocument[];
  [key: `notice/${string}`]: Notice;
}

export type Ack = Accepted | Refusal;

export const limits = {
  NAME_MAX: 60,
  TITLE_MIN: 3,
  TITLE_MAX: 120,
  DESCRIPTION_MAX: 2000,
  TAGS_MAX: 5,
  TAG_MAX: 30,
  NEEDS_MAX: 10,
  INTERESTS_MAX: 20,
  HOSTS_MAX: 20,
  TOPICS_PER_PERSON: 20,
  TOPICS_PER_CAMP: 1000,
  PEOPLE_PER_CAMP: 20000,
  ROOMS_MAX: 100,
  SLOTS_MAX: 50,
  CAPACITY_MAX: 100000,
  LABEL_MAX: 60,
  CAMP_NAME_MAX: 100,
  LINK_MAX: 500,
  ANNOUNCEMENT_MAX: 500,
  ANNOUNCEMENTS_MAX: 5,
  PLANNED_MAX: 20,
  KEPT_MAX: 4,
  REASON_MAX: 140,
  REQUESTS_PER_PERSON: 5,
  TURNS_MAX: 40,
  SHOWS_MAX: 120,
  TURN_MS: 120000,
  SLOT_LENGTH_MAX: 86400000,
  LIST_ROWS_MAX: 5000,
  FIRST_TIMERS_MAX: 60,
  HOPE_MAX: 200,
  FORECAST_LOW_PERCENT: 40,
  FORECAST_HIGH_PERCENT: 80,
  VOTES_BALLAST: 10,
  COMMANDS_PER_MESSAGE: 32,
  BODY_MAX: 65536,
} as const;

export type Code = "bad-command" | "bad-id" | "too-large" | "too-many-at-once" | "slow-down" | "camp-unknown" | "not-joined" | "not-organizer" | "foreign-origin" | "link-old" | "not-found" | "internal" | "unavailable" | "shutting-down" | "phase-gather-closed" | "phase-vote-closed" | "first-timers-first" | "first-timers-minutes" | "camp-closed" | "name-empty" | "name-long" | "title-short" | "title-long" | "description-long" | "tags-many" | "tag-long" | "needs-many" | "interests-many" | "topics-many-person" | "topics-many-camp" | "people-many" | "topic-unknown" | "topic-exists" | "topic-gone" | "topic-not-yours" | "topic-not-learn" | "not-host" | "session-moved" | "anonymous-lead" | "anonymous-changed" | "offer-needless" | "offer-declined" | "offer-unknown" | "hope-long" | "hope-no-vote" | "hope-unknown" | "notes-link" | "hand-unknown" | "topic-hosted" | "hosts-many" | "topic-not-hosted" | "merge-self" | "not-merged" | "room-unknown" | "room-name" | "room-capacity" | "room-link" | "room-closed" | "rooms-many" | "slot-unknown" | "slot-title" | "slot-times" | "slot-break" | "slot-begun" | "slot-over" | "slot-past" | "slot-clash" | "break-short" | "not-a-break" | "not-neighbours" | "slots-many" | "camp-name" | "time-zone" | "cell-taken" | "cell-empty" | "host-busy" | "repeat-busy" | "repeat-not-agreed" | "not-placed" | "board-end" | "not-on" | "not-yet" | "over" | "request-late" | "request-same" | "no-other-time" | "requests-many" | "reason-long" | "request-gone" | "request-impossible" | "kept-name" | "kept-empty" | "kept-many" | "kept-unknown" | "draft-empty" | "draft-changed" | "draft-published" | "nothing-published" | "schedule-changed" | "session-elsewhere" | "draft-broken" | "push-address" | "plan-running" | "plan-not-running" | "plan-empty" | "plan-seconds" | "plan-infeasible" | "no-solver" | "plan-failed" | "prices-failed" | "counts-failed" | "plan-future" | "seats-other" | "table-unreadable" | "table-quote" | "table-empty" | "table-long" | "table-columns" | "row-empty" | "list-problems" | "text-empty" | "text-long" | "announcement-exists" | "announcement-gone" | "announcements-many" | "planned-many" | "announcement-times" | "nobody-meant" | "no-smackdown" | "no-turn" | "turns-many" | "shows-long" | "lapse-later" | "undo-unknown" | "undo-done" | "undo-stale" | "person-unknown" | "counter";
