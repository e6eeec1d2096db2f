-- In which languages one wants to hear of whom one follows; NULL: in all.
ALTER TABLE follows ADD languages text[];
ALTER TABLE follow_requests ADD languages text[];
