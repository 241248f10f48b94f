create trigger if not exists event_no_update before update on event
begin
  select raise(abort, '办理记录只能追加，不能修改');
end;
create trigger if not exists event_no_delete before delete on event
begin
  select raise(abort, '办理记录只能追加，不能删除');
end;
