using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Import;
using MlOpsDashboard.Workers.Engine.Kernels;

namespace MlOpsDashboard.Workers.Engine.Samples;

/// <summary>Writes a sample as PNG pictures in class folders, or in one folder with a table of their labels or numbers, or as what composes it writes it, with
/// <c>ATTRIBUTION.md</c> beside them.</summary>
/// <remarks>A folder that was cut short is completed by the next call; a finished one is left as it is.</remarks>
public sealed class SampleWriter(SampleCatalog catalog, TimeProvider time)
{
    private const string Pictures = "pictures";

    /// <summary>How many pictures or texts the folder holds when it returns.</summary>
    /// <param name="report">Called with progress, at most four times a second.</param>
    /// <exception cref="RefusedException">The folder holds something else, or the icon set is missing.</exception>
    public int Write(SampleSet sample, string folder, Action<ImportProgress> report, CancellationToken cancellationToken)
    {
        var icons = catalog.Icons(sample);
        var from = catalog.FolderOf(sample);
        var classes = sample.Drawn is null && sample.Texts is null ? icons.Choose(sample) : [];
        var total = sample.Texts?.Rows(from).Count ?? sample.Drawn?.Pictures ?? classes.Sum(c => c.Names.Count);
        var wanted = new SampleMarker(sample.Name, sample.Texts?.Fingerprint(from) ?? icons.Fingerprint(), Finished: true);
        var found = SampleMarker.Read(folder);
        if (found == wanted)
        {
            return total;
        }
        if (
            found?.Name != sample.Name
            && Directory.Exists(folder)
            && Directory.EnumerateFileSystemEntries(folder).Any(entry => !Path.GetFileName(entry).StartsWith('.'))
        )
        {
            throw new RefusedException(new Refusal("samples.folder.occupied", ("sample", sample.Name), ("folder", folder)));
        }
        Directory.CreateDirectory(folder);
        // Pictures drawn from another version of the icon set are not kept.
        var keep = found?.Source == wanted.Source;
        (wanted with { Finished = false }).Write(folder);
        if (sample.Texts is { } texts)
        {
            texts.Write(from, folder);
        }
        else if (sample.Drawn is { } drawing)
        {
            EmojiRenderer.Prepare();
            using var composed = new ThrottledProgress("Drawing pictures", total, time, report);
            drawing.Write(icons, folder, composed.Step, cancellationToken);
        }
        else
        {
            WriteIcons(sample, folder, icons, classes, keep, report, cancellationToken);
        }
        DurableFile.WriteText(Path.Combine(folder, "ATTRIBUTION.md"), $"# {sample.Title}\n\n{sample.Description}\n\n{sample.Attribution}\n");
        wanted.Write(folder);
        return total;
    }

    private void WriteIcons(
        SampleSet sample,
        string folder,
        EmojiIcons icons,
        IReadOnlyList<(string Class, IReadOnlyList<string> Names)> classes,
        bool keep,
        Action<ImportProgress> report,
        CancellationToken cancellationToken
    )
    {
        foreach (var name in sample.Targets is null ? classes.Select(c => c.Class) : [Pictures])
        {
            Directory.CreateDirectory(Path.Combine(folder, name));
        }

        var all = classes
            .SelectMany(c =>
                c.Names.Select(icon => (c.Class, Icon: icon, File: Path.Combine(folder, sample.Targets is null ? c.Class : Pictures, icon + ".png")))
            )
            .ToArray();
        var work = all.Where(picture => !keep || !File.Exists(picture.File)).ToArray();
        var svg = icons.Svg(work.Select(picture => picture.Icon), SampleSet.PictureSize);
        using var progress = new ThrottledProgress("Drawing pictures", all.Length, time, report, all.Length - work.Length);
        Parallel.ForEach(
            work,
            new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = ProcessThreads.Count },
            picture =>
            {
                WriteWhole(picture.File, EmojiRenderer.Png(svg[picture.Icon]));
                progress.Step();
            }
        );

        if (sample.Targets is { } targets)
        {
            string[] rows =
            [
                .. all.AsParallel()
                    .AsOrdered()
                    .WithDegreeOfParallelism(ProcessThreads.Count)
                    .WithCancellation(cancellationToken)
                    .Select(picture =>
                        $"{Pictures}/{picture.Icon}.png,{targets.Cells(picture.Class, picture.Icon, PictureDecoder.Decode(picture.File, "rgb"))}"
                    ),
            ];
            DurableFile.WriteText(Path.Combine(folder, targets.FileName), $"{targets.Header}\n{string.Join('\n', rows)}\n");
        }
    }

    /// <summary>A file is there with all its bytes or not at all.</summary>
    internal static void WriteWhole(string file, byte[] bytes)
    {
        var temporary = Path.Combine(Path.GetDirectoryName(file)!, $".{Path.GetFileName(file)}.part");
        File.WriteAllBytes(temporary, bytes);
        File.Move(temporary, file, overwrite: true);
    }
}
