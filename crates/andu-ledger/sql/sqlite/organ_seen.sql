select organ from organ union select organ from head union select organ from event order by 1
