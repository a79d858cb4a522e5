# Zhang gives hours to the one who is married to Zhang, by the documents; nobody else
# can be given any, the same form gives nothing twice, and both are told.
saved zhang 1200
family ma links zhang zhou spouse
family ma cannot gives zhang zhou 120 form-1
family he links zhang zhou spouse
family ma gives zhang zhou 120 form-1
zhang gets "转给老周2小时"
zhou  gets "小张转给您2小时"
family ma gives zhang zhou 120 form-1
family ma cannot gives zhang zhou 60 form-1
family ma cannot gives zhang liu 60 form-2
family ma cannot gives zhang zhou 600 form-3
balance zhang +1080
balance zhou +120
nobody hears anything more
