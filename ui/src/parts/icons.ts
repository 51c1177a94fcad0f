// The pictures in use, by name. Lucide (ISC); only what is listed here ends up in the app.
import {
  Archive, ArrowLeft, ArrowRight, ArrowUpRight, Ban, Bot, Box, Building2, ChartColumn, Check, ChevronDown, ChevronRight,
  ChevronUp, CircleCheck, CircleDashed, CircleQuestionMark, CircleX, Clock, Copy, CornerDownRight, Download, Equal, EqualNot, ExternalLink, Eye, EyeOff,
  FileDown, FileText, FlaskConical, Globe, GraduationCap, Hourglass, Info, KeyRound, Layers, Link2, ListChecks, Lock,
  LogIn, Milestone, Minus, Monitor, Moon, OctagonX, Play, Plus, Puzzle, RefreshCw, RotateCcw, Search, Server,
  ShieldCheck, Signpost, SlidersHorizontal, Smartphone, Sun, SunMoon, Terminal, Trash2, TriangleAlert, Undo2, User,
  Users, Wrench, X,
} from 'lucide';

export const icons = {
  archive: Archive, 'arrow-left': ArrowLeft, 'arrow-right': ArrowRight, 'arrow-up-right': ArrowUpRight, ban: Ban,
  bot: Bot, box: Box, 'building-2': Building2, 'chart-column': ChartColumn, check: Check, 'chevron-down': ChevronDown,
  'chevron-right': ChevronRight, 'chevron-up': ChevronUp, 'circle-check': CircleCheck, 'circle-dashed': CircleDashed,
  'circle-question-mark': CircleQuestionMark, 'circle-x': CircleX,
  clock: Clock, copy: Copy, 'corner-down-right': CornerDownRight, download: Download, equal: Equal,
  'equal-not': EqualNot, 'external-link': ExternalLink, eye: Eye, 'eye-off': EyeOff, 'file-down': FileDown,
  'file-text': FileText, 'flask-conical': FlaskConical, globe: Globe, 'graduation-cap': GraduationCap,
  hourglass: Hourglass, info: Info, 'key-round': KeyRound, layers: Layers, 'link-2': Link2, 'list-checks': ListChecks,
  lock: Lock, 'log-in': LogIn, milestone: Milestone, minus: Minus, monitor: Monitor, moon: Moon, 'octagon-x': OctagonX,
  play: Play, plus: Plus, puzzle: Puzzle, 'refresh-cw': RefreshCw, 'rotate-ccw': RotateCcw, search: Search,
  server: Server, 'shield-check': ShieldCheck, signpost: Signpost, 'sliders-horizontal': SlidersHorizontal,
  smartphone: Smartphone, sun: Sun, 'sun-moon': SunMoon, terminal: Terminal, 'trash-2': Trash2,
  'triangle-alert': TriangleAlert, 'undo-2': Undo2, user: User, users: Users, wrench: Wrench, x: X,
} as const;

export type IconName = keyof typeof icons;
