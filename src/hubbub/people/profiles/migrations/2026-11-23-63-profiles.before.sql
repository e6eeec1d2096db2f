-- Whether it was their own server that shut them out: then it alone lets them in again.
ALTER TABLE profiles ADD suspended_elsewhere boolean NOT NULL DEFAULT false;
