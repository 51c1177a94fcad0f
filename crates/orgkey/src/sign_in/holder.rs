//! Which program holds a port of this computer, where the system tells.

/// The name of the program that listens on `port`, such as `node`. None where the system does not say: other systems
/// than Linux, or a program of another user.
#[cfg(target_os = "linux")]
pub(super) fn holder(port: u16) -> Option<String> {
    let inodes: Vec<String> = ["/proc/net/tcp", "/proc/net/tcp6"]
        .iter()
        .filter_map(|table| std::fs::read_to_string(table).ok())
        .flat_map(|table| listeners(&table, port))
        .collect();
    if inodes.is_empty() {
        return None;
    }
    let processes = std::fs::read_dir("/proc").ok()?.flatten();
    processes
        .filter(|process| process.file_name().to_string_lossy().bytes().all(|byte| byte.is_ascii_digit()))
        .find(|process| holds(&process.path().join("fd"), &inodes))
        .and_then(|process| std::fs::read_to_string(process.path().join("comm")).ok())
        .map(|name| name.trim().chars().filter(|c| !c.is_control()).collect())
}

#[cfg(not(target_os = "linux"))]
pub(super) fn holder(_: u16) -> Option<String> {
    None
}

/// The sockets that listen on `port`, from a table as proc_pid_net(5) describes it: local address in the second column,
/// state in the fourth, inode in the tenth.
#[cfg(any(target_os = "linux", test))]
fn listeners(table: &str, port: u16) -> Vec<String> {
    const LISTENING: &str = "0A";
    let end = format!(":{port:04X}");
    table
        .lines()
        .skip(1)
        .filter_map(|line| {
            let columns: Vec<&str> = line.split_whitespace().collect();
            let listens = columns.get(1)?.ends_with(&end) && *columns.get(3)? == LISTENING;
            listens.then(|| columns.get(9).map(|inode| format!("socket:[{inode}]")))?
        })
        .collect()
}

#[cfg(target_os = "linux")]
fn holds(descriptors: &std::path::Path, sockets: &[String]) -> bool {
    let Ok(open) = std::fs::read_dir(descriptors) else { return false };
    open.flatten()
        .filter_map(|descriptor| std::fs::read_link(descriptor.path()).ok())
        .any(|target| sockets.iter().any(|socket| target.as_os_str() == socket.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connection_is_taken_for_a_listener_or_another_port_for_this_one() {
        let table = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n\
             0: 0100007F:06B5 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 4711 1 0 100 0 0 10 0\n\
             1: 0100007F:06B5 0100007F:9C40 01 00000000:00000000 00:00000000 00000000  1000        0 4712 1 0 20 4 30 10 -1\n\
             2: 0100007F:16B5 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 4713 1 0 100 0 0 10 0\n";
        assert_eq!(listeners(table, 1717), ["socket:[4711]"]);
        assert!(listeners("rubbish", 1717).is_empty());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn the_program_that_holds_a_port_is_not_found() {
        let held = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let name = holder(held.local_addr().unwrap().port()).unwrap();
        let me = std::fs::read_to_string("/proc/self/comm").unwrap();
        assert_eq!(name, me.trim());
    }
}
