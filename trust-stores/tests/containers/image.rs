//! Container images; GNU tar, gzip, zstd and skopeo write them.

use std::io::Read as _;
use std::path::Path;

use tillit_lab::store::{docker_image, tar};
use tillit_trust_stores::tree::{Archive, FileKind, Image, Tree as _};
use tillit_verifier::container::ContainerError;
use tillit_verifier::input::InputError;

use super::{CERTIFICATES, Desk, find, pem, print, prints};

/// The only image of an archive.
fn image(data: &[u8]) -> Image {
    let archive = Archive::read(Box::new(data)).unwrap();
    let images = archive.images();
    assert_eq!(images.len(), 1, "{images:?}");
    archive.image(images[0].as_ref().unwrap()).unwrap()
}

/// Packs a folder as a layer with GNU tar.
fn packed(desk: &Desk, folder: &str, options: &[&str]) -> Vec<u8> {
    let arguments = [options, &["--owner=0", "--group=0", "-C", folder, "-cf", "packed.tar", "."]].concat();
    desk.run("tar", &arguments);
    std::fs::read(desk.path("packed.tar")).unwrap()
}

fn text(image: &Image, path: &str) -> String {
    image.read_text(Path::new(path), 1 << 20).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn layers_whiteouts_and_links() {
    let desk = Desk::new();
    for (name, content) in [
        ("one/etc/kept", "kept"),
        ("one/etc/replaced", "old"),
        ("one/etc/removed", "gone"),
        ("one/opt/app/old", "hidden"),
        ("one/opt/app/deep/old", "hidden"),
        ("one/usr/lib/x", "below"),
        ("one/becomes/a/file", "gone"),
        ("two/etc/replaced", "new"),
        ("two/etc/.wh.removed", ""),
        ("two/opt/app/new", "seen"),
        ("two/opt/app/.wh..wh..opq", ""),
        ("two/.wh..wh.plnk", ""),
        ("two/lib/y", "through the link"),
        ("two/becomes", "a file"),
    ] {
        desk.write(name, content);
    }
    desk.run("ln", &["-s", "usr/lib", "one/lib"]);
    desk.run("ln", &["-s", "/etc/kept", "one/absolute"]);
    desk.run("ln", &["-s", "../../../../etc/kept", "one/climbing"]);
    desk.run("ln", &["-s", "loop", "one/loop"]);
    desk.run("ln", &["one/etc/kept", "one/etc/hard"]);
    desk.run("mkfifo", &["one/pipe"]);
    desk.run("chmod", &["666", "one/etc/kept"]);
    for format in ["gnu", "pax", "ustar"] {
        let option = format!("--format={format}");
        let layers = [packed(&desk, "one", &[&option]), {
            // As a layer that a builder wrote: without an entry for the folder `lib`, which is a link below.
            desk.run(
                "tar",
                &[&option, "-C", "two", "-cf", "two.tar", "etc", "opt", ".wh..wh.plnk", "lib/y", "becomes"],
            );
            std::fs::read(desk.path("two.tar")).unwrap()
        }];
        let image = image(&docker_image("app:1", &layers, &[]));
        assert_eq!(text(&image, "/etc/kept"), "kept");
        assert_eq!(text(&image, "/etc/hard"), "kept");
        assert_eq!(text(&image, "/etc/replaced"), "new");
        assert_eq!(text(&image, "/absolute"), "kept");
        assert_eq!(text(&image, "/climbing"), "kept");
        assert_eq!(text(&image, "/usr/lib/y"), "through the link");
        assert_eq!(text(&image, "/lib/x"), "below");
        assert_eq!(text(&image, "/becomes"), "a file");
        assert_eq!(text(&image, "/opt/app/new"), "seen");
        let names = |path: &str| image.list(Path::new(path)).unwrap();
        assert_eq!(names("/opt/app"), ["new"]);
        assert_eq!(names("/etc"), ["hard", "kept", "replaced"]);
        assert_eq!(names("/"), ["absolute", "becomes", "climbing", "etc", "lib", "loop", "opt", "pipe", "usr"]);
        let metadata = image.metadata(Path::new("/etc/kept")).unwrap();
        assert_eq!((metadata.kind, metadata.len, metadata.mode), (FileKind::File, 4, Some(0o666)));
        assert_eq!(image.metadata(Path::new("/etc/hard")).unwrap().identity, metadata.identity);
        assert_eq!(image.link_metadata(Path::new("/absolute")).unwrap().kind, FileKind::Link);
        assert_eq!(image.real_path(Path::new("/lib/../lib/y")).unwrap(), Path::new("/usr/lib/y"));
        assert_eq!(image.metadata(Path::new("/pipe")).unwrap().kind, FileKind::Pipe);
        assert!(image.open(Path::new("/pipe")).is_err() && image.open(Path::new("/loop")).is_err());
    }
}

#[test]
fn long_names_sparse_files_and_paths_that_lead_out() {
    let desk = Desk::new();
    let long = format!("{}/file.pem", ["a-folder-with-quite-a-long-name"; 12].join("/"));
    desk.write(&format!("in/{long}"), "long");
    desk.run("ln", &["-s", &long, "in/link"]);
    desk.write("in/sparse", "");
    desk.run("truncate", &["-s", "3M", "in/sparse"]);
    desk.run("dd", &["if=/dev/zero", "of=in/sparse", "bs=1", "count=1", "seek=2000000", "conv=notrunc", "status=none"]);
    desk.write("in/after", "after");
    for options in [
        ["--format=gnu", "-S"].as_slice(),
        &["--format=pax", "-S"],
        &["--format=pax", "-S", "--sparse-version=0.1"],
        &["--format=gnu"],
    ] {
        let image = image(&packed(&desk, "in", options));
        assert_eq!(text(&image, &format!("/{long}")), "long", "{options:?}");
        assert_eq!(text(&image, "/link"), "long", "{options:?}");
        assert_eq!(text(&image, "/after"), "after", "{options:?}");
        assert_eq!(image.metadata(Path::new("/sparse")).unwrap().len, 3 << 20, "{options:?}");
    }
    let image = image(&tar(&[
        ("../../etc/passwd", b"inside"),
        ("/absolute", b"inside"),
        ("a/../../b", b"inside"),
        ("..", b"nothing"),
    ]));
    for path in ["/etc/passwd", "/absolute", "/b"] {
        assert_eq!(text(&image, path), "inside");
    }
}

#[test]
fn stores_in_places_elsewhere_and_by_the_images_own_variables() {
    let [root, first, second] = &*CERTIFICATES;
    let pems = [root, first, second].map(|issued| pem(&[issued]));
    let base = tar(&[("etc/ssl/certs/ca-certificates.crt", pems[0].as_bytes()), ("etc/os-release", b"ID=debian\n")]);
    let app = tar(&[
        ("opt/app/conf/trust.pem", pems[1].as_bytes()),
        ("opt/app/conf/server.key", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"),
        ("opt/app/python/site-packages/certifi/cacert.pem", pems[2].as_bytes()),
        ("opt/app/readme.md", b"text"),
    ]);
    let desk = Desk::new();
    let path = desk.write(
        "app.img",
        docker_image("registry.example.se/app:1.2", &[base, app], &["SSL_CERT_FILE=/opt/app/conf/trust.pem"]),
    );
    for target in [path.display().to_string(), format!("image:{}", path.display())] {
        let found = find(&target);
        assert!(found.failures.is_empty(), "{:?}", found.failures);
        for (file, issued) in [
            ("/etc/ssl/certs/ca-certificates.crt", root),
            ("/opt/app/conf/trust.pem", first),
            ("/opt/app/python/site-packages/certifi/cacert.pem", second),
        ] {
            let stores: Vec<_> = found.stores.iter().filter(|store| store.location.path == Path::new(file)).collect();
            assert_eq!(stores.len(), 1, "{file}: {found:?}");
            assert_eq!(prints(stores[0]), [print(issued)]);
            assert_eq!(stores[0].location.within.as_deref(), Some("app.img, registry.example.se/app:1.2"));
        }
        assert_eq!(found.stores.len(), 3);
    }
}

/// skopeo turns one image into every form that images are kept in.
#[test]
fn every_form_that_skopeo_writes() {
    let [root, first, _] = &*CERTIFICATES;
    let lower = tar(&[("etc/ssl/cert.pem", pem(&[root]).as_bytes()), ("etc/gone.pem", pem(&[root]).as_bytes())]);
    let upper = tar(&[("srv/trust.pem", pem(&[first]).as_bytes()), ("etc/.wh.gone.pem", b"")]);
    let desk = Desk::new();
    desk.write("app.tar", docker_image("lab/app:1", &[lower, upper], &["A=b"]));
    let copy = |from: &str, to: &str, options: &[&str]| {
        desk.run("skopeo", &[&["copy", "--insecure-policy", "--quiet"], options, &[from, to]].concat());
    };
    copy("docker-archive:app.tar", "docker-archive:docker.tar:lab/app:1", &[]);
    copy("docker-archive:app.tar", "oci-archive:oci.tar:1", &[]);
    copy("docker-archive:app.tar", "oci-archive:zstd.tar:1", &["--dest-compress-format", "zstd", "--dest-compress"]);
    copy("docker-archive:app.tar", "oci:layout:1", &[]);
    desk.run("tar", &["-C", "layout", "-cf", "layout.tar", "."]);
    desk.run("gzip", &["-k", "app.tar"]);
    desk.run("zstd", &["-q", "oci.tar", "-o", "oci.tar.zst"]);
    for name in ["app.tar", "docker.tar", "oci.tar", "zstd.tar", "layout.tar", "app.tar.gz", "oci.tar.zst"] {
        let found = find(desk.path(name).to_str().unwrap());
        assert!(found.failures.is_empty(), "{name}: {:?}", found.failures);
        let mut stores: Vec<_> =
            found.stores.iter().map(|store| (store.location.path.clone(), prints(store))).collect();
        stores.sort();
        let expected = [("/etc/ssl/cert.pem", root), ("/srv/trust.pem", first)];
        assert_eq!(stores, expected.map(|(path, issued)| (path.into(), vec![print(issued)])), "{name}");
    }
}

#[test]
fn several_images_and_platforms_and_parts_that_are_missing() {
    let [root, first, _] = &*CERTIFICATES;
    let desk = Desk::new();
    for (name, issued) in [("one", root), ("two", first)] {
        let layer = tar(&[("srv/trust.pem", pem(&[issued]).as_bytes())]);
        desk.write(&format!("{name}.tar"), docker_image(&format!("lab/{name}:1"), &[layer], &[]));
        desk.run(
            "skopeo",
            &[
                "copy",
                "--insecure-policy",
                "--quiet",
                &format!("docker-archive:{name}.tar"),
                &format!("oci:layout:{name}"),
            ],
        );
    }
    desk.run("tar", &["-C", "layout", "-cf", "layout.tar", "."]);
    let found = find(desk.path("layout.tar").to_str().unwrap());
    let mut stores: Vec<_> =
        found.stores.iter().map(|store| (store.location.within.clone().unwrap(), prints(store))).collect();
    stores.sort();
    assert_eq!(
        stores,
        [("layout.tar, one".to_owned(), vec![print(root)]), ("layout.tar, two".to_owned(), vec![print(first)])]
    );

    // Two platforms under one name, and one of which only the manifest was saved.
    let blobs = desk.path("layout/blobs/sha256");
    let index: serde_json::Value =
        serde_json::from_slice(&std::fs::read(desk.path("layout/index.json")).unwrap()).unwrap();
    let mut manifests = index["manifests"].as_array().unwrap().clone();
    for manifest in &mut manifests {
        manifest["annotations"] = serde_json::json!({"org.opencontainers.image.ref.name": "app"});
    }
    manifests.push(serde_json::json!({"mediaType": "x", "size": 1, "digest": format!("sha256:{}", "0".repeat(64))}));
    desk.write("layout/index.json", serde_json::json!({"schemaVersion": 2, "manifests": manifests}).to_string());
    desk.run("tar", &["-C", "layout", "-cf", "layout.tar", "."]);
    let found = find(desk.path("layout.tar").to_str().unwrap());
    assert_eq!((found.stores.len(), found.failures.len()), (2, 0), "{found:?}");
    assert!(found.stores.iter().all(|store| store.location.within.as_deref() == Some("layout.tar, app linux/amd64")));

    // A layer that is not there, and one that is another: the other image is read all the same.
    let digest = index["manifests"][0]["digest"].as_str().unwrap().trim_start_matches("sha256:");
    let manifest: serde_json::Value = serde_json::from_slice(&std::fs::read(blobs.join(digest)).unwrap()).unwrap();
    let layer = blobs.join(manifest["layers"][0]["digest"].as_str().unwrap().trim_start_matches("sha256:"));
    for change in ["missing", "other"] {
        if change == "missing" {
            std::fs::remove_file(&layer).unwrap();
        } else {
            std::fs::write(&layer, tar(&[("srv/trust.pem", pem(&[root]).as_bytes()), ("more", b"")])).unwrap();
        }
        desk.run("tar", &["-C", "layout", "-cf", "layout.tar", "."]);
        let found = find(desk.path("layout.tar").to_str().unwrap());
        assert_eq!((found.stores.len(), found.failures.len()), (1, 1), "{change}: {found:?}");
        assert!(matches!(
            found.failures[0].error,
            InputError::Container(ContainerError::Damaged { kind: "container image", .. })
        ));
    }
}

#[test]
fn bombs_and_hostile_headers_end() {
    let desk = Desk::new();
    // A file of eight gigabytes, of which half a megabyte is there.
    let gzip = {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        let mut layer = tar(&[("zeros", b"")]);
        layer[124..136].copy_from_slice(b"77777777777\0");
        layer[148..156].copy_from_slice(b"        ");
        let sum: u32 = layer[..512].iter().map(|b| u32::from(*b)).sum();
        layer[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        std::io::Write::write_all(&mut encoder, &layer[..512]).unwrap();
        std::io::copy(&mut std::io::repeat(0).take(500 << 20), &mut encoder).unwrap();
        encoder.finish().unwrap()
    };
    let found = find(desk.write("bomb.tar.gz", &gzip).to_str().unwrap());
    assert!(
        matches!(found.failures[..], [ref failure] if matches!(failure.error, InputError::Container(ContainerError::TooLarge { .. }))),
        "{found:?}"
    );
    let found = find(desk.write("bomb.tar", docker_image("x", &[gzip], &[])).to_str().unwrap());
    assert!(found.stores.is_empty() && found.failures.len() == 1, "{found:?}");

    // A name of a gigabyte; a path of many folders; links to themselves as layers.
    let mut long = tar(&[("long", b"")]);
    long[156] = b'L';
    long[124..136].copy_from_slice(b"10000000000\0");
    long[148..156].copy_from_slice(b"        ");
    let sum: u32 = long[..512].iter().map(|b| u32::from(*b)).sum();
    long[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    assert!(Archive::read(Box::new(&long[..])).is_err());
    let manifest = br#"[{"Config":"a.json","RepoTags":null,"Layers":["a.json"]}]"#;
    let archive = Archive::read(Box::new(std::io::Cursor::new(tar(&[("manifest.json", manifest)])))).unwrap();
    assert!(archive.images().iter().all(Result::is_err));
}
