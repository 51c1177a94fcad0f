// The pictures in use, by name. Lucide (ISC), one file per picture: only what is listed here is opened and shipped.
import Archive from 'lucide/dist/esm/icons/archive.mjs';
import ArrowLeft from 'lucide/dist/esm/icons/arrow-left.mjs';
import ArrowRight from 'lucide/dist/esm/icons/arrow-right.mjs';
import ArrowUpRight from 'lucide/dist/esm/icons/arrow-up-right.mjs';
import Ban from 'lucide/dist/esm/icons/ban.mjs';
import Bot from 'lucide/dist/esm/icons/bot.mjs';
import Box from 'lucide/dist/esm/icons/box.mjs';
import Building2 from 'lucide/dist/esm/icons/building-complex.mjs';
import ChartColumn from 'lucide/dist/esm/icons/chart-column.mjs';
import Check from 'lucide/dist/esm/icons/check.mjs';
import ChevronDown from 'lucide/dist/esm/icons/chevron-down.mjs';
import ChevronRight from 'lucide/dist/esm/icons/chevron-right.mjs';
import ChevronUp from 'lucide/dist/esm/icons/chevron-up.mjs';
import CircleCheck from 'lucide/dist/esm/icons/circle-check.mjs';
import CircleDashed from 'lucide/dist/esm/icons/circle-dashed.mjs';
import CircleQuestionMark from 'lucide/dist/esm/icons/circle-question-mark.mjs';
import CircleX from 'lucide/dist/esm/icons/circle-x.mjs';
import Clock from 'lucide/dist/esm/icons/clock.mjs';
import Copy from 'lucide/dist/esm/icons/copy.mjs';
import CornerDownRight from 'lucide/dist/esm/icons/corner-down-right.mjs';
import Download from 'lucide/dist/esm/icons/download.mjs';
import Equal from 'lucide/dist/esm/icons/equal.mjs';
import EqualNot from 'lucide/dist/esm/icons/equal-not.mjs';
import ExternalLink from 'lucide/dist/esm/icons/external-link.mjs';
import Eye from 'lucide/dist/esm/icons/eye.mjs';
import EyeOff from 'lucide/dist/esm/icons/eye-off.mjs';
import FileBadge from 'lucide/dist/esm/icons/file-badge.mjs';
import FileDown from 'lucide/dist/esm/icons/file-down.mjs';
import FileText from 'lucide/dist/esm/icons/file-text.mjs';
import Fingerprint from 'lucide/dist/esm/icons/fingerprint-pattern.mjs';
import FlaskConical from 'lucide/dist/esm/icons/flask-conical.mjs';
import Globe from 'lucide/dist/esm/icons/globe.mjs';
import GraduationCap from 'lucide/dist/esm/icons/graduation-cap.mjs';
import Hourglass from 'lucide/dist/esm/icons/hourglass.mjs';
import Info from 'lucide/dist/esm/icons/info.mjs';
import KeyRound from 'lucide/dist/esm/icons/key-round.mjs';
import Layers from 'lucide/dist/esm/icons/layers.mjs';
import Link2 from 'lucide/dist/esm/icons/link-2.mjs';
import ListChecks from 'lucide/dist/esm/icons/list-checks.mjs';
import Lock from 'lucide/dist/esm/icons/lock.mjs';
import LogIn from 'lucide/dist/esm/icons/log-in.mjs';
import Milestone from 'lucide/dist/esm/icons/milestone.mjs';
import Minus from 'lucide/dist/esm/icons/minus.mjs';
import Monitor from 'lucide/dist/esm/icons/monitor.mjs';
import Moon from 'lucide/dist/esm/icons/moon.mjs';
import OctagonX from 'lucide/dist/esm/icons/octagon-x.mjs';
import Play from 'lucide/dist/esm/icons/play.mjs';
import Plus from 'lucide/dist/esm/icons/plus.mjs';
import Puzzle from 'lucide/dist/esm/icons/puzzle.mjs';
import RefreshCw from 'lucide/dist/esm/icons/refresh-cw.mjs';
import RotateCcw from 'lucide/dist/esm/icons/rotate-ccw.mjs';
import Search from 'lucide/dist/esm/icons/search.mjs';
import Server from 'lucide/dist/esm/icons/server.mjs';
import ShieldCheck from 'lucide/dist/esm/icons/shield-check.mjs';
import Signpost from 'lucide/dist/esm/icons/signpost.mjs';
import SlidersHorizontal from 'lucide/dist/esm/icons/sliders-horizontal.mjs';
import Smartphone from 'lucide/dist/esm/icons/smartphone.mjs';
import Sun from 'lucide/dist/esm/icons/sun.mjs';
import SunMoon from 'lucide/dist/esm/icons/sun-moon.mjs';
import Terminal from 'lucide/dist/esm/icons/terminal.mjs';
import Trash2 from 'lucide/dist/esm/icons/trash.mjs';
import TriangleAlert from 'lucide/dist/esm/icons/triangle-alert.mjs';
import Undo2 from 'lucide/dist/esm/icons/undo-2.mjs';
import User from 'lucide/dist/esm/icons/user.mjs';
import Users from 'lucide/dist/esm/icons/users.mjs';
import Wrench from 'lucide/dist/esm/icons/wrench.mjs';
import X from 'lucide/dist/esm/icons/x.mjs';

export const icons = {
  archive: Archive,
  'arrow-left': ArrowLeft,
  'arrow-right': ArrowRight,
  'arrow-up-right': ArrowUpRight,
  ban: Ban,
  bot: Bot,
  box: Box,
  'building-2': Building2,
  'chart-column': ChartColumn,
  check: Check,
  'chevron-down': ChevronDown,
  'chevron-right': ChevronRight,
  'chevron-up': ChevronUp,
  'circle-check': CircleCheck,
  'circle-dashed': CircleDashed,
  'circle-question-mark': CircleQuestionMark,
  'circle-x': CircleX,
  clock: Clock,
  copy: Copy,
  'corner-down-right': CornerDownRight,
  download: Download,
  equal: Equal,
  'equal-not': EqualNot,
  'external-link': ExternalLink,
  eye: Eye,
  'eye-off': EyeOff,
  'file-badge': FileBadge,
  'file-down': FileDown,
  'file-text': FileText,
  fingerprint: Fingerprint,
  'flask-conical': FlaskConical,
  globe: Globe,
  'graduation-cap': GraduationCap,
  hourglass: Hourglass,
  info: Info,
  'key-round': KeyRound,
  layers: Layers,
  'link-2': Link2,
  'list-checks': ListChecks,
  lock: Lock,
  'log-in': LogIn,
  milestone: Milestone,
  minus: Minus,
  monitor: Monitor,
  moon: Moon,
  'octagon-x': OctagonX,
  play: Play,
  plus: Plus,
  puzzle: Puzzle,
  'refresh-cw': RefreshCw,
  'rotate-ccw': RotateCcw,
  search: Search,
  server: Server,
  'shield-check': ShieldCheck,
  signpost: Signpost,
  'sliders-horizontal': SlidersHorizontal,
  smartphone: Smartphone,
  sun: Sun,
  'sun-moon': SunMoon,
  terminal: Terminal,
  'trash-2': Trash2,
  'triangle-alert': TriangleAlert,
  'undo-2': Undo2,
  user: User,
  users: Users,
  wrench: Wrench,
  x: X,
} as const;

export type IconName = keyof typeof icons;
