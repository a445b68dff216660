// An independent reader of a region's log: golang.org/x/mod/sumdb/note and sumdb/tlog, as Go's own checksum database uses them.
//
//	main verify URL LOG-VKEY [WITNESS-VKEY …]   reads a running region over HTTP, verifies everything, prints what it found
//	main vectors                                prints vectors, always the same
//
// Needs nothing but Debian's golang-go and golang-golang-x-mod-dev:
//
//	GO111MODULE=off GOPATH=/usr/share/gocode go run main.go vectors
package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	log.SetFlags(0)
	var result any
	var err error
	switch {
	case len(os.Args) >= 4 && os.Args[1] == "verify":
		result, err = verify(os.Args[2], os.Args[3], os.Args[4:])
	case len(os.Args) == 2 && os.Args[1] == "vectors":
		result, err = vectors()
	default:
		err = errors.New("usage: main verify URL LOG-VKEY [WITNESS-VKEY …] | main vectors")
	}
	if err != nil {
		log.Fatal(err)
	}
	output := json.NewEncoder(os.Stdout)
	output.SetIndent("", " ")
	if err := output.Encode(result); err != nil {
		log.Fatal(err)
	}
}

// A proof of inclusion, or of consistency with Index entries.
type proof struct {
	Index  int64    `json:"index"`
	Size   int64    `json:"size"`
	Hashes []string `json:"hashes"`
}

type found struct {
	Origin        string   `json:"origin"`
	Size          int64    `json:"size"`
	Root          string   `json:"root"`
	Cosigned      []string `json:"cosigned"`
	Entries       []string `json:"entries"`
	Inclusions    []proof  `json:"inclusions"`
	Consistencies []proof  `json:"consistencies"`
}

// verify reads all of a log and checks it in every way that there is.
func verify(url, logKey string, witnessKeys []string) (*found, error) {
	verifiers, err := verifiersOf(logKey, witnessKeys)
	if err != nil {
		return nil, err
	}
	message, err := get(url + "/v1/log/checkpoint")
	if err != nil {
		return nil, err
	}
	opened, err := note.Open(message, note.VerifierList(verifiers...))
	if err != nil {
		return nil, fmt.Errorf("checkpoint: %w", err)
	}
	if opened.Sigs[0].Name != verifiers[0].Name() {
		return nil, errors.New("checkpoint: the log has not signed first")
	}
	origin, tree, err := parseCheckpoint(opened.Text)
	if err != nil {
		return nil, err
	}
	result := &found{Origin: origin, Size: tree.N, Root: tree.Hash.String(), Cosigned: []string{}}
	for _, signature := range opened.Sigs[1:] {
		result.Cosigned = append(result.Cosigned, signature.Name)
	}
	// Every hash that comes out of this has been authenticated against the checkpoint's root.
	hashes := tlog.TileHashReader(tree, &tiles{url, map[string][]byte{}})
	if result.Entries, err = readEntries(url, tree.N); err != nil {
		return nil, err
	}
	root, err := tlog.TreeHash(tree.N, hashes)
	if err != nil || root != tree.Hash {
		return nil, fmt.Errorf("the tiles do not make the root: %v", err)
	}
	for index, entry := range result.Entries {
		p, err := tlog.ProveRecord(tree.N, int64(index), hashes)
		if err != nil {
			return nil, fmt.Errorf("entry %d: %w", index, err)
		}
		if err := tlog.CheckRecord(p, tree.N, tree.Hash, int64(index), tlog.RecordHash([]byte(entry))); err != nil {
			return nil, fmt.Errorf("entry %d is not in the tree: %w", index, err)
		}
		result.Inclusions = append(result.Inclusions, proof{int64(index), tree.N, texts(p)})
	}
	for size := int64(1); size <= tree.N; size++ {
		old, err := tlog.TreeHash(size, hashes)
		if err != nil {
			return nil, err
		}
		p, err := tlog.ProveTree(tree.N, size, hashes)
		if err != nil {
			return nil, fmt.Errorf("from %d: %w", size, err)
		}
		if err := tlog.CheckTree(p, tree.N, tree.Hash, size, old); err != nil {
			return nil, fmt.Errorf("the tree of %d is not how it began: %w", size, err)
		}
		result.Consistencies = append(result.Consistencies, proof{size, tree.N, texts(p)})
	}
	return result, nil
}

// tiles reads C2SP tlog-tiles: those of Go's checksum database with height 8, which stands in no path.
type tiles struct {
	url  string
	read map[string][]byte
}

func (t *tiles) Height() int { return 8 }

func (t *tiles) SaveTiles([]tlog.Tile, [][]byte) {}

func (t *tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range wanted {
		path := strings.TrimPrefix(tile.Path(), "tile/8/")
		if t.read[path] == nil {
			data, err := get(t.url + "/v1/log/tile/" + path)
			if err != nil {
				return nil, err
			}
			t.read[path] = data
		}
		all = append(all, t.read[path])
	}
	return all, nil
}

// readEntries reads entry bundles: lengths of two bytes, big-endian, before each entry.
func readEntries(url string, size int64) ([]string, error) {
	entries := []string{}
	for int64(len(entries)) < size {
		tile := tlog.Tile{H: 8, L: 0, N: int64(len(entries)) / 256, W: 256}
		if left := size - tile.N*256; left < 256 {
			tile.W = int(left)
		}
		data, err := get(url + "/v1/log/tile/entries/" + strings.TrimPrefix(tile.Path(), "tile/8/0/"))
		if err != nil {
			return nil, err
		}
		for count := 0; count < tile.W; count++ {
			if len(data) < 2 || len(data) < 2+int(binary.BigEndian.Uint16(data)) {
				return nil, fmt.Errorf("bundle %d is cut off", tile.N)
			}
			length := 2 + int(binary.BigEndian.Uint16(data))
			entries = append(entries, string(data[2:length]))
			data = data[length:]
		}
		if len(data) > 0 {
			return nil, fmt.Errorf("bundle %d is too long", tile.N)
		}
	}
	return entries, nil
}

func parseCheckpoint(text string) (string, tlog.Tree, error) {
	lines := strings.Split(text, "\n")
	if len(lines) != 4 || lines[3] != "" {
		return "", tlog.Tree{}, errors.New("checkpoint: wanted three lines")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return "", tlog.Tree{}, fmt.Errorf("checkpoint: %w", err)
	}
	root, err := tlog.ParseHash(lines[2])
	return lines[0], tlog.Tree{N: size, Hash: root}, err
}

func get(address string) ([]byte, error) {
	response, err := http.Get(address)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", address, response.Status)
	}
	return io.ReadAll(response.Body)
}

func verifiersOf(logKey string, witnessKeys []string) ([]note.Verifier, error) {
	first, err := note.NewVerifier(logKey)
	if err != nil {
		return nil, fmt.Errorf("log key: %w", err)
	}
	verifiers := []note.Verifier{first}
	for _, key := range witnessKeys {
		witness, err := newWitness(key)
		if err != nil {
			return nil, err
		}
		verifiers = append(verifiers, witness)
	}
	return verifiers, nil
}

// witness verifies C2SP tlog-cosignature, cosignature/v1.
type witness struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func newWitness(vkey string) (*witness, error) {
	parts := strings.SplitN(vkey, "+", 3)
	if len(parts) != 3 {
		return nil, errors.New("witness key: wanted three parts")
	}
	key, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(key) != 33 || key[0] != 4 {
		return nil, errors.New("witness key: not of type 4")
	}
	hash := sha256.Sum256(append([]byte(parts[0]+"\n"), key...))
	if fmt.Sprintf("%08x", binary.BigEndian.Uint32(hash[:])) != parts[1] {
		return nil, errors.New("witness key: wrong key id")
	}
	return &witness{parts[0], binary.BigEndian.Uint32(hash[:]), key[1:]}, nil
}

func (w *witness) Name() string { return w.name }

func (w *witness) KeyHash() uint32 { return w.hash }

func (w *witness) Verify(message, signature []byte) bool {
	if len(signature) != 72 {
		return false
	}
	time := binary.BigEndian.Uint64(signature)
	return ed25519.Verify(w.key, cosigned(message, time), signature[8:])
}

func cosigned(message []byte, time uint64) []byte {
	return append([]byte(fmt.Sprintf("cosignature/v1\ntime %d\n", time)), message...)
}

func texts(hashes []tlog.Hash) []string {
	all := []string{}
	for _, hash := range hashes {
		all = append(all, hash.String())
	}
	return all
}

type vectorFile struct {
	About         string   `json:"about"`
	LogSkey       string   `json:"logSkey"`
	LogVkey       string   `json:"logVkey"`
	WitnessSeed   string   `json:"witnessSeed"`
	WitnessVkey   string   `json:"witnessVkey"`
	Time          uint64   `json:"time"`
	Entries       []string `json:"entries"`
	Roots         []string `json:"roots"`
	Inclusions    []proof  `json:"inclusions"`
	Consistencies []proof  `json:"consistencies"`
	Notes         []string `json:"notes"`
}

// memory keeps all hashes of a tree, as tlog numbers them.
type memory []tlog.Hash

func (m memory) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	var all []tlog.Hash
	for _, index := range indexes {
		all = append(all, m[index])
	}
	return all, nil
}

func vectors() (*vectorFile, error) {
	// As note.GenerateKey made it, of a seed of 32 times 11.
	const skey = "PRIVATE+KEY+region.example/log+e5c63738+AQsLCwsLCwsLCwsLCwsLCwsLCwsLCwsLCwsLCwsLCwsL"
	signer, err := note.NewSigner(skey)
	if err != nil {
		return nil, err
	}
	public := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{11}, 32)).Public().(ed25519.PublicKey)
	vkey, err := note.NewEd25519VerifierKey("region.example/log", public)
	if err != nil {
		return nil, err
	}
	seed := bytes.Repeat([]byte{22}, 32)
	private := ed25519.NewKeyFromSeed(seed)
	material := append([]byte{4}, private.Public().(ed25519.PublicKey)...)
	hash := sha256.Sum256(append([]byte("witness.example/w1\n"), material...))
	file := &vectorFile{
		About:       "made by test/log/go/main.go with golang.org/x/mod/sumdb/note and sumdb/tlog; hashes in base64",
		LogSkey:     skey,
		LogVkey:     vkey,
		WitnessSeed: fmt.Sprintf("%x", seed),
		WitnessVkey: fmt.Sprintf("witness.example/w1+%x+%s", hash[:4], base64.StdEncoding.EncodeToString(material)),
		Time:        1800000000,
	}
	var stored memory
	for index := int64(0); index < 40; index++ {
		entry := fmt.Sprintf("pause entry %d of 40", index)
		hashes, err := tlog.StoredHashes(index, []byte(entry), stored)
		if err != nil {
			return nil, err
		}
		stored = append(stored, hashes...)
		root, err := tlog.TreeHash(index+1, stored)
		if err != nil {
			return nil, err
		}
		file.Entries = append(file.Entries, entry)
		file.Roots = append(file.Roots, root.String())
	}
	for _, size := range []int64{1, 2, 3, 5, 7, 8, 13, 16, 31, 40} {
		root, err := tlog.TreeHash(size, stored)
		if err != nil {
			return nil, err
		}
		for index := int64(0); index < size; index++ {
			p, err := tlog.ProveRecord(size, index, stored)
			if err != nil {
				return nil, err
			}
			file.Inclusions = append(file.Inclusions, proof{index, size, texts(p)})
			q, err := tlog.ProveTree(size, index+1, stored)
			if err != nil {
				return nil, err
			}
			file.Consistencies = append(file.Consistencies, proof{index + 1, size, texts(q)})
		}
		text := fmt.Sprintf("region.example/log\n%d\n%s\n", size, root)
		signed, err := note.Sign(&note.Note{Text: text}, signer)
		if err != nil {
			return nil, err
		}
		line := binary.BigEndian.AppendUint64(append([]byte{}, hash[:4]...), file.Time)
		line = append(line, ed25519.Sign(private, cosigned([]byte(text), file.Time))...)
		cosignature := fmt.Sprintf("\u2014 witness.example/w1 %s\n", base64.StdEncoding.EncodeToString(line))
		file.Notes = append(file.Notes, string(signed)+cosignature)
	}
	return file, nil
}
