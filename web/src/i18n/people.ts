// Words of signing in, of accounts and of screens, fetched with their code: Thai here, English with the other English words.
import { computed } from "@preact/signals";
import type { Lang, Problem } from "../api/types";
import { lang } from "../state/view";
import { errorWords, otherEnglish } from "./index";

export const peopleTh = {
  sign_in: "เข้าสู่ระบบ",
  name: "ชื่อผู้ใช้",
  password: "รหัสผ่าน",
  show_password: "แสดงรหัสผ่าน",
  code: "ตัวเลข 6 หลักจากแอปยืนยันตัวตน",
  code_help: "เปิดแอปยืนยันตัวตนในโทรศัพท์ แล้วพิมพ์ตัวเลขที่เห็นตอนนี้",
  back: "ใช้ชื่ออื่น",
  signing_in: "กำลังตรวจสอบ…",
  no_account: "ยังไม่มีบัญชีหรือลืมรหัสผ่าน ติดต่อผู้ดูแลระบบของหน่วยงาน",
  signed_out: "ออกจากระบบแล้ว ไม่มีข้อมูลเหลือในเบราว์เซอร์นี้",
  idle_out: "ออกจากระบบเพราะไม่มีการใช้งาน 15 นาที",
  lost: "การเข้าใช้งานสิ้นสุดแล้ว เข้าสู่ระบบอีกครั้งเพื่อทำงานต่อจากที่ค้างไว้",
  screen_over: "ลิงก์ของจอนี้หมดอายุหรือถูกยกเลิก ขอลิงก์ใหม่จากผู้ดูแลระบบ",
  try_after: (minutes: number) => `ลองใหม่ได้ในอีก ${minutes} นาที`,
  refused: {
    sign_in_refused: "ชื่อผู้ใช้ รหัสผ่าน หรือตัวเลขไม่ถูกต้อง",
    too_many_requests: "ลองหลายครั้งเกินไป",
    own_password_needed: "ต้องตั้งรหัสผ่านของตนเองก่อน",
    not_allowed: "บทบาทนี้ไม่มีสิทธิ์ทำสิ่งนี้",
    second_factor_needed: "สิ่งนี้ต้องยืนยันตัวตนสองชั้นก่อน",
    cross_site: "คำขอนี้ไม่ได้มาจากหน้านี้ เซิร์ฟเวอร์จึงไม่รับ โหลดหน้านี้ใหม่แล้วลองอีกครั้ง",
  } as Record<string, string>,

  /** Why the server refuses what somebody gave; `REASONS` finds them. */
  reasons: {
    password_short: "รหัสผ่านต้องมีอย่างน้อย 12 ตัวอักษร",
    password_long: "รหัสผ่านยาวเกินไป",
    password_plain: "รหัสผ่านใช้ตัวอักษรซ้ำกันมากเกินไป",
    password_name: "รหัสผ่านต้องไม่มีชื่อผู้ใช้อยู่ข้างใน",
    password_wrong: "รหัสผ่านปัจจุบันไม่ถูกต้อง",
    password_same: "รหัสผ่านใหม่ต้องไม่เหมือนเดิม",
    code_wrong: "ตัวเลขไม่ถูกต้องหรือใช้ไปแล้ว รอตัวเลขชุดถัดไป และตรวจว่านาฬิกาโทรศัพท์ตรง",
    factor_there: "ตั้งค่าไว้แล้ว หากโทรศัพท์หาย ติดต่อผู้ดูแลระบบ",
    name_taken: "มีหรือเคยมีบัญชีชื่อนี้แล้ว ใช้ชื่ออื่น",
    name_bad: "ชื่อผู้ใช้ต้องเป็น a-z 0-9 . _ - ยาว 3–40 ตัว ขึ้นต้นด้วยตัวอักษร",
    text_length: "ข้อความว่าง ยาวเกินไป หรือมีอักขระที่ใช้ไม่ได้",
    role_not_held: "ไม่มีบทบาทนี้แล้ว",
    last_administrator: "นี่คือผู้ดูแลระบบคนสุดท้าย เพิ่มคนอื่นก่อน",
    too_many_passes: "มีโทเคนที่ใช้อยู่มากเกินไป ยกเลิกบางรายการก่อน",
    agency_needed: "หน่วยงานภาคีต้องระบุหน่วยงาน",
    token_days: "จำนวนวันต้องอยู่ระหว่าง 1 ถึง 366",
  } as Record<string, string>,

  own_password: "รหัสผ่านของตนเอง",
  must_change: "รหัสผ่านที่ได้รับใช้ได้ครั้งเดียว ตั้งรหัสผ่านของตนเองก่อนใช้งาน",
  old_password: "รหัสผ่านปัจจุบัน",
  given_password: "รหัสผ่านที่ได้รับ",
  new_password: "รหัสผ่านใหม่",
  repeat_password: "รหัสผ่านใหม่อีกครั้ง",
  password_help: "อย่างน้อย 12 ตัวอักษร ใช้ประโยคที่จำง่ายได้ เว้นวรรคได้",
  password_short: "รหัสผ่านใหม่ต้องมีอย่างน้อย 12 ตัวอักษร",
  password_differs: "รหัสผ่านสองช่องไม่ตรงกัน",
  password_others: "เมื่อเปลี่ยนแล้ว การเข้าใช้ที่อื่นและโทเคนทั้งหมดจะสิ้นสุด",
  password_changed: "เปลี่ยนรหัสผ่านแล้ว",
  change_password: "เปลี่ยนรหัสผ่าน",

  menu: "บัญชีของฉัน",
  signed_in_as: (name: string) => `เข้าใช้งานเป็น ${name}`,
  sign_out: "ออกจากระบบ",
  roles: {
    administrator: "ผู้ดูแลระบบ", central_centre: "ศูนย์ส่วนกลาง", province: "จังหวัด", district_chief: "นายอำเภอ", district_officer: "เจ้าหน้าที่อำเภอ",
    coordinator: "กำนัน ผู้ใหญ่บ้าน", patrol_planner: "ผู้วางแผนลาดตระเวน", analyst: "นักวิเคราะห์", commander: "ผู้บังคับบัญชา", partner_agency: "หน่วยงานภาคี",
    civil_society: "ภาคประชาสังคม", local_government: "องค์กรปกครองส่วนท้องถิ่น", kiosk: "จอแสดงผล",
  } as Record<string, string>,
  role: "บทบาท",
  remit: "พื้นที่",
  everywhere: "ทุกพื้นที่",
  no_district: "นอกเขตอำเภอ",
  more_places: (n: number) => `และอีก ${n}`,
  act_in: "ทำงานในบทบาท",
  act: "เปลี่ยนบทบาท",
  acts_now: "ใช้อยู่",
  categories_only: (list: string) => `เฉพาะ ${list}`,
  coarse: "ตำแหน่งโดยประมาณ 5 กม.",
  ends_at: (clock: string) => `ต้องเข้าสู่ระบบใหม่เวลา ${clock} น. หรือเมื่อไม่ใช้งาน 15 นาที`,

  factor: "ยืนยันตัวตนสองชั้น",
  factor_on: "เปิดใช้แล้ว",
  factor_off: "ยังไม่เปิดใช้",
  factor_why: "นำไฟล์ออก ดูว่าใครแจ้ง และดูแลบัญชี ต้องพิสูจน์ตัวด้วยโทรศัพท์นอกจากรหัสผ่าน เพราะรหัสผ่านอาจรั่วได้",
  factor_needed_export: "บทบาทนี้ส่งออกไฟล์ได้เมื่อยืนยันตัวตนสองชั้นแล้ว",
  factor_needed_accounts: "บทบาทนี้ดูแลบัญชีได้เมื่อยืนยันตัวตนสองชั้นแล้ว",
  factor_set_up: "ตั้งค่าการยืนยันสองชั้น",
  factor_prove: "ยืนยันตัวตนสองชั้น",
  factor_begin: "เริ่มตั้งค่า",
  factor_scan: "สแกนภาพนี้ด้วยแอปยืนยันตัวตน (เช่น Google Authenticator, Microsoft Authenticator, Aegis)",
  factor_picture: "ภาพสำหรับแอปยืนยันตัวตน",
  factor_secret: "หรือพิมพ์รหัสนี้ในแอป",
  factor_type: "แล้วพิมพ์ตัวเลข 6 หลักที่แอปแสดง",
  factor_confirm: "ยืนยัน",
  factor_done: "ยืนยันตัวตนสองชั้นแล้ว",
  factor_again: "ตั้งค่ากับโทรศัพท์เครื่องใหม่: ติดต่อผู้ดูแลระบบให้ออกรหัสผ่านใหม่",

  passes: "การเข้าใช้และโทเคน",
  pass_kinds: { session: "เบราว์เซอร์", token: "โทเคนของโปรแกรม", kiosk: "จอแสดงผล" } as Record<string, string>,
  pass_this: "เครื่องนี้",
  pass_begun: (when: string) => `เริ่ม ${when}`,
  pass_used: (when: string) => `ใช้ล่าสุด ${when}`,
  pass_ends: (when: string) => `ถึง ${when}`,
  pass_end: "สิ้นสุด",
  pass_end_of: (what: string) => `สิ้นสุด ${what}`,
  token_new: "สร้างโทเคนสำหรับโปรแกรม",
  token_note: "โปรแกรมที่ถือโทเคนทำได้เท่าที่บทบาทนี้ทำได้ ยกเว้นดูแลบัญชีและดูว่าใครแจ้ง",
  token_label: "ชื่อเรียก",
  token_days: "ใช้ได้กี่วัน (ไม่เกิน 366)",
  token_make: "สร้างโทเคน",
  once: "แสดงครั้งเดียวเท่านั้น คัดลอกเก็บไว้ก่อนปิด",
  copy: "คัดลอก",
  copied: "คัดลอกแล้ว",
  done: "เสร็จแล้ว",

  soon_idle: "ไม่มีการใช้งานมาสักพัก จะออกจากระบบในอีก 2 นาที",
  soon_over: (clock: string) => `เข้าใช้งานครบ 8 ชั่วโมงเวลา ${clock} น. ต้องเข้าสู่ระบบใหม่`,
  stay: "ใช้งานต่อ",
  sign_in_again: "เข้าสู่ระบบใหม่ตอนนี้",

  nothing_yet: "บทบาทนี้ไม่มีข้อมูลให้ดูในหน้านี้ การแจ้งเหตุแทนผู้แจ้งจะเปิดใช้ภายหลัง",
  other_duty: "หากมีบทบาทอื่น เปลี่ยนได้ที่เมนูบัญชีด้านบน",

  accounts: "บัญชีผู้ใช้",
  accounts_n: (open: number, closed: number) => `ใช้งานอยู่ ${open} บัญชี ปิดแล้ว ${closed}`,
  to_map: "ไปที่แผนที่",
  account_find: "ค้นหาชื่อหรือบทบาท",
  show_closed: "แสดงบัญชีที่ปิดแล้ว",
  col_person: "ผู้ใช้",
  col_duties: "บทบาทและพื้นที่",
  col_state: "สถานะ",
  state_closed: (when: string) => `ปิดเมื่อ ${when}`,
  state_new: "ยังไม่ตั้งรหัสผ่านของตนเอง",
  state_factor: "ยืนยันสองชั้น",
  state_no_factor: "ไม่มีการยืนยันสองชั้น",
  no_duty: "ไม่มีบทบาท",
  account_open: (name: string) => `จัดการบัญชี ${name}`,
  account_new: "เพิ่มบัญชี",
  account_make: "สร้างบัญชี",
  name_help: "3–40 ตัว: a-z 0-9 . _ - ขึ้นต้นด้วยตัวอักษร ชื่อที่ใช้แล้วจะไม่ให้ผู้อื่นใช้อีก",
  shown_name: "ชื่อที่แสดง",
  pick_places: "เลือกอำเภอหรือจังหวัด",
  pick_none: "ต้องเลือกอย่างน้อยหนึ่งพื้นที่",
  place_out: (name: string) => `นำ ${name} ออก`,
  tlp: "TLP สูงสุดที่เห็น",
  detail: "ความละเอียดของตำแหน่ง",
  detail_exact: "ตามจริง",
  as_role: (what: string) => `ตามบทบาท (${what})`,
  agency: "หน่วยงาน",
  factor_of_role: "บทบาทนี้ต้องยืนยันตัวตนสองชั้นก่อนใช้สิทธิ์สำคัญ",
  give_duty: "ให้บทบาท",
  give: "ให้บทบาทนี้",
  take: "ถอน",
  take_of: (what: string) => `ถอนบทบาท ${what}`,
  take_sure: (what: string) => `ถอนบทบาท ${what}? สิ่งที่กำลังใช้บทบาทนี้จะสิ้นสุดทันที`,
  given: (by: string, when: string) => `ให้โดย ${by} ${when}`,
  reset: "ออกรหัสผ่านใหม่",
  reset_sure: "ออกรหัสผ่านใหม่? การเข้าใช้ โทเคน และการยืนยันสองชั้นเดิมจะสิ้นสุด",
  close_account: "ปิดบัญชี",
  close_sure: (name: string) => `ปิดบัญชี ${name}? เปิดใหม่ไม่ได้ และชื่อนี้จะไม่ให้ผู้อื่นใช้อีก`,
  yes_close: "ปิดบัญชีนี้",
  no: "ไม่",
  one_time: (name: string) => `รหัสผ่านใช้ครั้งเดียวของ ${name}`,
  one_time_note: "ส่งให้เจ้าของด้วยตนเอง เขาจะต้องตั้งรหัสผ่านของตนเองเมื่อเข้าใช้ครั้งแรก",
  print: "พิมพ์",
  screen_new: "สร้างลิงก์ของจอแสดงผล",
  screen_label: "จอนี้อยู่ที่ใด",
  screen_link: "ลิงก์ของจอ",
  screen_note: (until: string) => `เปิดลิงก์นี้บนจอหนึ่งครั้ง ใช้ได้ถึง ${until} ใครถือลิงก์นี้เห็นจำนวนเหตุรายอำเภอ`,
  failed: "ทำไม่สำเร็จ",

  screen_title: "จำนวนเหตุรายอำเภอ",
  screen_total: "เหตุทั้งหมด",
  screen_most: "อำเภอที่มีรายงานมากที่สุด",
  screen_stands: "จำนวนรายงาน ไม่ใช่จำนวนอาชญากรรม",
};
export type PeopleWords = typeof peopleTh;

/** The first words that somebody meets; the rest is said in English. */
export const peopleLo: Partial<PeopleWords> = {
  sign_in: "ເຂົ້າສູ່ລະບົບ", name: "ຊື່ຜູ້ໃຊ້", password: "ລະຫັດຜ່ານ", show_password: "ສະແດງລະຫັດຜ່ານ", sign_out: "ອອກຈາກລະບົບ", new_password: "ລະຫັດຜ່ານໃໝ່", copy: "ສຳເນົາ",
};
export const peopleKm: Partial<PeopleWords> = {
  sign_in: "ចូលប្រព័ន្ធ", name: "ឈ្មោះអ្នកប្រើ", password: "ពាក្យសម្ងាត់", show_password: "បង្ហាញពាក្យសម្ងាត់", sign_out: "ចាកចេញ", new_password: "ពាក្យសម្ងាត់ថ្មី", copy: "ចម្លង",
};
const OWN: Partial<Record<Lang, Partial<PeopleWords>>> = { lo: peopleLo, km: peopleKm };

export const w = computed<PeopleWords>(() => (lang.value === "th" ? peopleTh : { ...(otherEnglish.value?.peopleEn ?? peopleTh), ...OWN[lang.value] }));

/** What the server's English says, by the reason that it means. */
const REASONS: readonly [RegExp, string][] = [
  [/^a password has at least \d+ char/, "password_short"], [/^a password has at most/, "password_long"], [/different characters/, "password_plain"],
  [/does not hold the name/, "password_name"], [/old password does not fit/, "password_wrong"], [/this is the old password/, "password_same"],
  [/number is not right/, "code_wrong"], [/you have a second factor/, "factor_there"], [/never given twice/, "name_taken"], [/is no name to sign in/, "name_bad"],
  [/has 1 to \d+ characters/, "text_length"], [/do not hold this role/, "role_not_held"], [/last administrator/, "last_administrator"],
  [/open tokens$/, "too_many_passes"], [/needs the agency/, "agency_needed"], [/^a token lasts/, "token_days"],
];

/** Why something was refused, in words: of the reason where it is known, of the code otherwise. */
export function refusalWords({ code, detail, retry_after_s }: Problem): string {
  const reason = REASONS.find(([pattern]) => pattern.test(detail ?? ""))?.[1];
  const words = w.value;
  const said = (reason && words.reasons[reason]) ?? words.refused[code] ?? errorWords(code);
  return retry_after_s === undefined ? said : `${said} ${words.try_after(Math.max(1, Math.ceil(retry_after_s / 60)))}`;
}
