//! A server of this test's own, for what real ones do not do on demand.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use tillit_login::Target;

/// A server on loopback that does to each connection what it is told; it ends when it is dropped.
pub(crate) struct Server {
    pub address: SocketAddr,
    ending: Arc<AtomicBool>,
    pub met: Arc<AtomicUsize>,
    listening: Option<JoinHandle<()>>,
}

impl Server {
    pub(crate) fn start(serve: impl Fn(TcpStream, &AtomicBool) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let (ending, met) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
        let serve = Arc::new(serve);
        let listening = thread::spawn({
            let (ending, met) = (Arc::clone(&ending), Arc::clone(&met));
            move || {
                for stream in listener.incoming() {
                    if ending.load(Ordering::SeqCst) {
                        return;
                    }
                    met.fetch_add(1, Ordering::SeqCst);
                    let (serve, ending) = (Arc::clone(&serve), Arc::clone(&ending));
                    let stream = stream.unwrap();
                    stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
                    stream.set_write_timeout(Some(Duration::from_secs(5))).unwrap();
                    thread::spawn(move || serve(stream, &ending));
                }
            }
        });
        Self { address, ending, met, listening: Some(listening) }
    }

    /// Sends these bytes over and over until nobody takes them any more.
    pub(crate) fn endless(first: &[u8], again: &[u8], pause: Duration) -> Self {
        let (first, again) = (first.to_vec(), again.to_vec());
        Self::start(move |mut stream, ending| {
            drop(stream.read(&mut [0; 4096]));
            let mut sent = stream.write_all(&first);
            while sent.is_ok() && !ending.load(Ordering::SeqCst) {
                sent = stream.write_all(&again);
                thread::sleep(pause);
            }
        })
    }

    pub(crate) fn target(&self) -> Target {
        Target::parse(&self.address.to_string()).unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.ending.store(true, Ordering::SeqCst);
        drop(TcpStream::connect(self.address));
        drop(self.listening.take().map(JoinHandle::join));
    }
}
