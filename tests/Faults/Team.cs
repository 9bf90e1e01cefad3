using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Storage;

namespace MlOpsDashboard.Faults;

/// <summary>What a team does on one data folder, by chance, and what it was told: an answer that came is a promise, one that did not come may have been kept
/// or not.</summary>
internal sealed class Team
{
    private const int MostOpen = 8;
    private const string Model = "pets";

    private readonly StorageLayout layout;
    private readonly Random random;
    private readonly List<(string Class, string Sha256)> pictures;
    private readonly List<string> completed = [];
    private int names;

    public Team(string root, Random random)
    {
        (layout, this.random) = (new(root), random);
        var manifest = Directory
            .GetFiles(layout.Manifests)
            .Select(f => JsonSerializer.Deserialize<DatasetManifest>(File.ReadAllText(f), DatasetManifest.Json)!)
            .MaxBy(m => m.Entries.Count)!;
        pictures = [.. manifest.Entries.Select(e => (e.Class, e.Sha256))];
    }

    /// <summary>Datasets by name, and how many pictures each was given.</summary>
    public Dictionary<string, int> Imports { get; } = [];

    /// <summary>Upload folders of which nobody heard that they were taken.</summary>
    public List<string> LostUploads { get; } = [];

    /// <summary>Epochs of the runs, by id.</summary>
    public Dictionary<string, int> Runs { get; } = [];

    /// <summary>Runs that were stopped, perhaps, and of which nobody heard that they go on: they may end where they were.</summary>
    public HashSet<string> Stopped { get; } = [];

    /// <summary>By run: what its notes may say.</summary>
    public Dictionary<string, List<string>> Notes { get; } = [];

    /// <summary>Numbers of the versions that were registered.</summary>
    public List<int> Versions { get; } = [];

    // What is champion already is not promoted again.
    private int champion;

    /// <summary>Reasons of promotions.</summary>
    public List<string> Promotions { get; } = [];

    /// <summary>Promotions of which nobody heard.</summary>
    public List<string> LostPromotions { get; } = [];

    /// <summary>What was refused, in its own words.</summary>
    public List<string> Refusals { get; } = [];

    public override string ToString() =>
        $"{Imports.Count} imports, {Runs.Count} runs, {Versions.Count} versions, {Promotions.Count} promotions, {Notes.Count} notes, {Stopped.Count} runs stopped for good";

    /// <summary>Does one thing.</summary>
    /// <returns>False where the victim is gone.</returns>
    public async Task<bool> ActAsync(VictimProcess victim)
    {
        if (await victim.AskAsync("open") is not ["ok", var open])
            return false;
        var choice = random.Next(12);
        if (int.Parse(open, CultureInfo.InvariantCulture) < MostOpen && choice < 5)
            return Imports.Count == 0 || choice < 2 ? await ImportAsync(victim) : await RunAsync(victim);
        return choice switch
        {
            < 7 => await NoteAsync(victim),
            7 => await RegisterAsync(victim),
            8 => await PromoteAsync(victim),
            9 => await StopAsync(victim),
            10 => await ResumeAsync(victim),
            _ => await LookAsync(victim),
        };
    }

    private async Task<bool> ImportAsync(VictimProcess victim)
    {
        var (name, perClass) = ($"set-{++names}", 6 + random.Next(6));
        var folder = Guid.CreateVersion7().ToString("N");
        if (!TryUpload(folder, perClass))
            return true;
        LostUploads.Add(folder);
        var answer = await victim.AskAsync("import", name, folder);
        // Refused: the page lets go of the upload, and its sweep removes it.
        if (!IsOk(answer))
            return answer is not null;
        Imports[name] = 2 * perClass;
        LostUploads.Remove(folder);
        return true;
    }

    /// <returns>False where the disk is full.</returns>
    private bool TryUpload(string folder, int perClass)
    {
        var path = Path.Combine(layout.Uploads, folder);
        try
        {
            Directory.CreateDirectory(path);
            using var zip = ZipFile.Open(Path.Combine(path, "pictures.zip"), ZipArchiveMode.Create);
            foreach (var (label, sha256) in pictures.GroupBy(p => p.Class).SelectMany(c => c.Take(perClass)))
                zip.CreateEntryFromFile(layout.Blob(sha256), $"{label}/{sha256[..12]}.png");
            return true;
        }
        catch (IOException)
        {
            if (Directory.Exists(path))
                Directory.Delete(path, recursive: true);
            return false;
        }
    }

    private async Task<bool> RunAsync(VictimProcess victim)
    {
        var epochs = 2 + random.Next(5);
        var answer = await victim.AskAsync("run", $"run-{++names}", "emoji", epochs.ToString(CultureInfo.InvariantCulture));
        if (IsOk(answer))
            Runs[answer![1]] = epochs;
        return answer is not null;
    }

    private async Task<bool> StopAsync(VictimProcess victim)
    {
        if (Runs.Count == 0)
            return await LookAsync(victim);
        var run = Runs.Keys.ElementAt(random.Next(Runs.Count));
        var answer = await victim.AskAsync("stop", run);
        // One that has ended is stopped no more.
        if (answer is null or ["ok", ..])
            Stopped.Add(run);
        return answer is not null;
    }

    private async Task<bool> ResumeAsync(VictimProcess victim)
    {
        if (Stopped.Count == 0)
            return await LookAsync(victim);
        var run = Stopped.ElementAt(random.Next(Stopped.Count));
        var answer = await victim.AskAsync("resume", run);
        if (answer is ["ok", ..])
            Stopped.Remove(run);
        return answer is not null;
    }

    private async Task<bool> NoteAsync(VictimProcess victim)
    {
        if (Runs.Count == 0)
            return await LookAsync(victim);
        var (run, text) = (Runs.Keys.ElementAt(random.Next(Runs.Count)), $"note {++names}");
        var answer = await victim.AskAsync("note", run, text);
        if (IsOk(answer))
            Notes[run] = [text];
        if (answer is not null)
            return true;
        Notes.TryAdd(run, [""]);
        Notes[run].Add(text);
        return false;
    }

    private async Task<bool> RegisterAsync(VictimProcess victim)
    {
        if (completed.Count == 0)
            return await LookAsync(victim);
        var answer = await victim.AskAsync("register", completed[random.Next(completed.Count)], Model);
        if (IsOk(answer))
            Versions.Add(int.Parse(answer![1], CultureInfo.InvariantCulture));
        return answer is not null;
    }

    private async Task<bool> PromoteAsync(VictimProcess victim)
    {
        var others = Versions.Where(v => v != champion).ToList();
        if (others.Count == 0)
            return await LookAsync(victim);
        var (reason, version) = ($"reason {++names}", others[random.Next(others.Count)]);
        var answer = await victim.AskAsync("promote", Model, version.ToString(CultureInfo.InvariantCulture), reason);
        if (answer is null)
            LostPromotions.Add(reason);
        if (!IsOk(answer))
            return answer is not null;
        Promotions.Add(reason);
        champion = version;
        return answer is not null;
    }

    private async Task<bool> LookAsync(VictimProcess victim)
    {
        if (await victim.AskAsync("completed") is not ["ok", .. var runs])
            return false;
        completed.Clear();
        completed.AddRange(runs);
        return true;
    }

    private bool IsOk(string[]? answer)
    {
        if (answer is ["no", .. var why])
            Refusals.Add(string.Join(' ', why));
        return answer is ["ok", ..];
    }
}
