with recursive number(n) as (
  select 0 union all select n + 1 from number where n + 1 < ?2
),
-- Opened at an even pace; every other trait is drawn from the number by a multiplication that scatters it.
drawn as (
  select n,
    (n * 2654435761 >> 9) % 1000 as a,
    (n * 40503 >> 3) % 997 as b,
    (n * 2246822519 >> 11) % 991 as c,
    unixepoch('2023-01-01T08:00:00') + cast(n * ?3 as integer) as at
  from number
),
matter as (
  select n, a, b, c, at,
    a < 20 as rejected,
    a >= 20 and a < 450 as on_spot,
    a >= 450 as dispatched,
    a >= 20 and b >= 15 as closed,
    at + 600 as accepted_at,
    case when a >= 450 then at + 86400 * (2 + b % 9) else at + 1200 end as closed_at
  from drawn
)
insert into register_hotline_request (
  organ, matter, number, title, version, stage, closed, entry, missing, late, opened_at, closed_at,
  platform, source, received_on, subject, kind, urgency, place, caller, phone, address, content, disposition,
  lead_unit, dispatch_basis, handler, contact_way, outcome, review_result, callback_way,
  callback_reached, contacted, solved, satisfied, satisfaction, escalated_topic,
  did_register, did_accept, did_reject, did_answer_at_once, did_dispatch, did_sign_for, did_first_contact,
  did_handle, did_review, did_reply, did_callback, did_reopen, did_park, did_escalate, did_close
)
select ?1, printf('1h%016x', n), printf('%d%07d', 2023 + n * 3 / ?2, n), '居民反映小区楼道照明和停车秩序的问题', '2021-01-01',
  iif(rejected, 'rejected', iif(closed, 'closed', 'handling')), closed or rejected,
  iif(c < 5, 'as_found', 'worked'), c < 3, b % 211 = 0, strftime('%Y-%m-%dT%H:%M:%S', at, 'unixepoch'),
  iif(closed, strftime('%Y-%m-%dT%H:%M:%S', closed_at, 'unixepoch'), null),
  case when c % 10 < 6 then '12345' when c % 10 < 8 then 'minhu' when c % 10 < 9 then 'youshu' else 'other' end,
  'phone', date(at, 'unixepoch'), '居民反映小区楼道照明和停车秩序的问题',
  case b % 4 when 0 then 'consult' when 1 then 'help' when 2 then 'complaint' else 'suggest' end, 'ordinary', '沙湾镇',
  printf('%032x', n), printf('%032x', n + 1), printf('%032x', n + 2), printf('%032x', n + 3),
  iif(dispatched, 'dispatched', 'on_spot'), iif(dispatched, '县住房城乡建设委', null), iif(dispatched, '按职责派单', null),
  '褚某某', 'phone', 'solved', 'passed', 'phone',
  iif(dispatched and closed, c % 20 > 0, null), iif(dispatched and closed, 1, null), iif(dispatched and closed, c % 50 > 0, null),
  iif(dispatched and closed, c % 40 > 0, null),
  iif(dispatched and closed and c % 3 = 0, case c % 9 when 0 then 'basically' when 3 then 'dissatisfied' else 'satisfied' end, null),
  iif(c = 7, printf('疑难问题%d', b % 12), null),
  strftime('%Y-%m-%dT%H:%M:%S', at, 'unixepoch'),
  iif(rejected, null, strftime('%Y-%m-%dT%H:%M:%S', accepted_at, 'unixepoch')),
  iif(rejected, strftime('%Y-%m-%dT%H:%M:%S', accepted_at, 'unixepoch'), null),
  iif(on_spot, strftime('%Y-%m-%dT%H:%M:%S', accepted_at, 'unixepoch'), null),
  iif(dispatched, strftime('%Y-%m-%dT%H:%M:%S', accepted_at + 600, 'unixepoch'), null),
  iif(dispatched, strftime('%Y-%m-%dT%H:%M:%S', accepted_at + 7200, 'unixepoch'), null),
  iif(dispatched, strftime('%Y-%m-%dT%H:%M:%S', accepted_at + 9000, 'unixepoch'), null),
  iif(dispatched and closed, strftime('%Y-%m-%dT%H:%M:%S', closed_at - 9000, 'unixepoch'), null),
  iif(dispatched and closed, strftime('%Y-%m-%dT%H:%M:%S', closed_at - 8000, 'unixepoch'), null),
  iif(closed, strftime('%Y-%m-%dT%H:%M:%S', closed_at - 7000, 'unixepoch'), null),
  iif(dispatched and closed, strftime('%Y-%m-%dT%H:%M:%S', closed_at - 600, 'unixepoch'), null),
  iif(c = 11, strftime('%Y-%m-%dT%H:%M:%S', closed_at, 'unixepoch'), null),
  iif(c = 13, strftime('%Y-%m-%dT%H:%M:%S', closed_at, 'unixepoch'), null),
  iif(c = 7, strftime('%Y-%m-%dT%H:%M:%S', accepted_at + 1000, 'unixepoch'), null),
  iif(closed, strftime('%Y-%m-%dT%H:%M:%S', closed_at, 'unixepoch'), null)
from matter;
