//! Cron expressions of six fields: minutes, hours, day of month, month, day of week, year.

use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};

use super::field::{Field, number};

const MONTHS: [&str; 12] = [
    "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
];
const DAYS: [&str; 7] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
const YEARS: (u32, u32) = (1970, 2199);

/// A cron expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cron {
    minutes: Field,
    hours: Field,
    day: Day,
    months: Field,
    years: Field,
}

/// Which days; the service wants `?` in exactly one of its two fields.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Day {
    OfMonth(Field),
    /// `L`.
    LastOfMonth,
    /// `15W`: the weekday nearest to the 15th, in the same month.
    Weekday(u32),
    /// Sunday is 1.
    OfWeek(Field),
    /// `6L`: the last Friday of the month.
    LastOfWeek(u32),
    /// `2#1`: the first Monday of the month.
    Nth {
        day: u32,
        week: u32,
    },
}

impl Cron {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let fields: Vec<&str> = text.split_whitespace().collect();
        let [minutes, hours, of_month, months, of_week, years] = fields.as_slice() else {
            return None;
        };
        let day = match (*of_month, *of_week) {
            (of_month, "?") if of_month != "?" => day_of_month(of_month)?,
            ("?", of_week) => day_of_week(of_week)?,
            _ => return None,
        };
        Some(Self {
            minutes: Field::parse(minutes, 0, 59, &[])?,
            hours: Field::parse(hours, 0, 23, &[])?,
            day,
            months: Field::parse(months, 1, 12, &MONTHS)?,
            years: Field::parse(years, YEARS.0, YEARS.1, &[])?,
        })
    }

    /// The first minute after `after`, in milliseconds.
    pub(super) fn next(&self, after: i64) -> Option<i64> {
        let start = Timestamp::from_millisecond(after)
            .ok()?
            .to_zoned(TimeZone::UTC)
            .datetime();
        let mut date = start.date();
        let mut from = start.hour() as u32 * 60 + start.minute() as u32 + 1;
        while u32::try_from(date.year()).is_ok_and(|year| year <= YEARS.1) {
            if self.is_on(date)
                && let Some(minute) = (from..24 * 60).find(|minute| self.is_at(*minute))
            {
                let midnight = date
                    .to_zoned(TimeZone::UTC)
                    .ok()?
                    .timestamp()
                    .as_millisecond();
                return Some(midnight + i64::from(minute) * 60_000);
            }
            date = self.skip(date)?;
            from = 0;
        }
        None
    }

    /// The next day worth a look: the first of a month where the month or the year is wrong.
    fn skip(&self, date: Date) -> Option<Date> {
        if self.is_in_month(date) {
            return date.tomorrow().ok();
        }
        date.first_of_month().checked_add(1.month()).ok()
    }

    fn is_in_month(&self, date: Date) -> bool {
        let year = u32::try_from(date.year()).unwrap_or(0);
        self.years.has(year) && self.months.has(date.month() as u32)
    }

    fn is_on(&self, date: Date) -> bool {
        self.is_in_month(date) && self.day.is(date)
    }

    fn is_at(&self, minute_of_day: u32) -> bool {
        self.hours.has(minute_of_day / 60) && self.minutes.has(minute_of_day % 60)
    }
}

impl Day {
    fn is(&self, date: Date) -> bool {
        let day = date.day() as u32;
        let last = date.days_in_month() as u32;
        let of_week = day_number(date);
        match self {
            Self::OfMonth(days) => days.has(day),
            Self::LastOfMonth => day == last,
            Self::Weekday(nearest) => day == weekday_nearest(date, *nearest),
            Self::OfWeek(days) => days.has(of_week),
            Self::LastOfWeek(wanted) => of_week == *wanted && day + 7 > last,
            Self::Nth { day: wanted, week } => of_week == *wanted && day.div_ceil(7) == *week,
        }
    }
}

/// Sunday is 1.
fn day_number(date: Date) -> u32 {
    date.weekday().to_sunday_one_offset() as u32
}

fn day_of_month(text: &str) -> Option<Day> {
    if text == "L" {
        return Some(Day::LastOfMonth);
    }
    if let Some(day) = text.strip_suffix('W') {
        return number(day, 1, 31, &[]).map(Day::Weekday);
    }
    Field::parse(text, 1, 31, &[]).map(Day::OfMonth)
}

fn day_of_week(text: &str) -> Option<Day> {
    let day = |text: &str| number(text, 1, 7, &DAYS);
    if text == "L" {
        return Some(Day::LastOfWeek(7));
    }
    if let Some((wanted, week)) = text.split_once('#') {
        let week = number(week, 1, 5, &[])?;
        return Some(Day::Nth {
            day: day(wanted)?,
            week,
        });
    }
    if let Some(wanted) = text.strip_suffix('L').and_then(day) {
        return Some(Day::LastOfWeek(wanted));
    }
    Field::parse(text, 1, 7, &DAYS).map(Day::OfWeek)
}

/// The weekday nearest to a day of the month, never in another month.
fn weekday_nearest(month: Date, day: u32) -> u32 {
    let last = month.days_in_month() as u32;
    let day = day.min(last);
    let first = day_number(month.first_of_month());
    match (first + day - 2) % 7 + 1 {
        1 if day == last => day - 2,
        1 => day + 1,
        7 if day == 1 => 3,
        7 => day - 1,
        _ => day,
    }
}
