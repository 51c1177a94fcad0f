//! Journeys and rules of the house.
