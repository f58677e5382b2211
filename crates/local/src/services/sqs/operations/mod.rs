//! What clients ask for, a few operations a file.

mod attributes;
mod batch;
mod dead_letters;
mod moves;
mod permissions;
mod queues;
mod receive;
mod send;
mod settle;
mod tags;
