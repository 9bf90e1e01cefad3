using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Workers.Engine.Data;

namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>
/// Which pictures a run was begun with, beside its checkpoints (<c>pictures.list</c>, JSON and its SHA-256 behind it): name, class or target, bytes and turn
/// of each, and the SHA-256 of those that were read so far. A run that goes on must
/// meet the same: names and sizes are compared at once, contents when a picture is read.
/// </summary>
internal sealed class RunPictures(string checkpointFolder, IExamples training, IExamples validation)
{
    public const string FileName = KeptState.Pictures;

    private readonly string _path = Path.Combine(checkpointFolder, FileName);
    private readonly (IExamples Store, int Index)[] _pictures =
    [
        .. Enumerable.Range(0, training.Count).Select(i => (training, i)),
        .. Enumerable.Range(0, validation.Count).Select(i => (validation, i)),
    ];
    private int _known = -1;

    /// <summary>Compares with what the run was begun with, and expects the contents that are known. A run without such a list is taken as it is.</summary>
    /// <param name="folder">What to call the run in a refusal.</param>
    /// <returns>False where there is a list and it is damaged: nothing was compared.</returns>
    /// <exception cref="RefusedException">A picture is missing, new, of another class or of another size.</exception>
    public bool Expect(string folder)
    {
        if (!File.Exists(_path))
        {
            return true;
        }
        if (Read() is not { } begun)
        {
            return false;
        }
        var now = _pictures.Select((picture, i) => (Entry: EntryOf(i), picture.Store, picture.Index)).ToArray();
        var left = begun.ToDictionary(entry => entry.Name, StringComparer.Ordinal);
        foreach (var (entry, store, index) in now)
        {
            if (!left.Remove(entry.Name, out var then))
            {
                throw Other("new", folder, entry.Name);
            }
            if (
                then.Class != entry.Class
                || then.Bytes != entry.Bytes
                || then.Turn != entry.Turn
                || !(then.Target ?? []).SequenceEqual(entry.Target ?? [])
                || (then.Sha256 is not null && entry.Sha256 is not null && then.Sha256 != entry.Sha256)
            )
            {
                throw Other("changed", folder, entry.Name);
            }
            if (then.Sha256 is not null)
            {
                store.Expect(index, then.Sha256, () => Other("changed", folder, entry.Name));
            }
        }
        if (left.Count > 0)
        {
            throw Other("missing", folder, left.Keys.First());
        }
        return true;
    }

    /// <summary>Writes what is known, where more is known than was written.</summary>
    public void Save()
    {
        var known = _pictures.Count(picture => picture.Store.Identity(picture.Index).Sha256 is not null);
        if (known == _known)
        {
            return;
        }
        var list = JsonSerializer.SerializeToUtf8Bytes(_pictures.Select((_, i) => EntryOf(i)));
        DurableFile.Write(
            _path,
            file =>
            {
                file.Write(list);
                file.Write(SHA256.HashData(list));
            }
        );
        _known = known;
    }

    private Entry EntryOf(int at)
    {
        var (store, index) = _pictures[at];
        var now = store.Identity(index);
        var isClass = now.Target.Count == 1 && now.Target[0] == (int)now.Target[0];
        return new Entry(now.Name, isClass ? (int)now.Target[0] : 0, now.Bytes, now.Sha256) { Turn = now.Turn, Target = isClass ? null : now.Target };
    }

    private Entry[]? Read()
    {
        var bytes = File.ReadAllBytes(_path).AsSpan();
        return
            bytes.Length > SHA256.HashSizeInBytes && SHA256.HashData(bytes[..^SHA256.HashSizeInBytes]).AsSpan().SequenceEqual(bytes[^SHA256.HashSizeInBytes..])
            ? JsonSerializer.Deserialize<Entry[]>(bytes[..^SHA256.HashSizeInBytes])
            : null;
    }

    private static RefusedException Other(string what, string folder, string name) =>
        new(new Refusal(RefusalKind.Conflict, $"training.resume.pictures.{what}", ("folder", folder), ("picture", name)));

    private sealed record Entry(string Name, int Class, long Bytes, string? Sha256)
    {
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public int? Turn { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<double>? Target { get; init; }
    }
}
