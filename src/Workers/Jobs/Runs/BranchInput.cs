using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Branches;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Storage;

namespace MlOpsDashboard.Workers.Jobs.Runs;

/// <summary>What a branch begins with, in its own folder: whatever becomes of the run that it left, it can be begun again. The state says by its own SHA-256
/// whether it is whole.</summary>
internal sealed class BranchInput(StorageLayout layout, RunId run)
{
    /// <summary>Lays it, where it is not laid yet.</summary>
    /// <returns>The folder.</returns>
    public async Task<string> LayAsync(BranchOrigin origin, CancellationToken cancellationToken)
    {
        var folder = layout.BranchInput(run);
        // The spec is written last: where it is, all is.
        var spec = Path.Combine(folder, "spec.json");
        if (File.Exists(spec))
            return folder;
        var (from, to) = (layout.States(origin.Run), Path.Combine(folder, "states"));
        DurableFile.CreateFolder(to);
        Lay(from, to, origin.Epochs);
        if (new RunFolder(layout, Core.Work.WorkId.Of(origin.Run)).FileOf(RunEnvironment.FileName) is { } environment)
            DurableFile.LinkOrCopy(environment, Path.Combine(folder, RunEnvironment.FileName));
        await DurableFile.WriteAsync(
            spec,
            async (stream, token) => await stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(origin.SpecJson), token),
            cancellationToken
        );
        return folder;
    }

    // The nearest state up to there. A run at work thins its states meanwhile: what is gone is looked for again.
    private static void Lay(string from, string to, int epochs)
    {
        for (var tries = 0; Directory.Exists(from); tries++)
        {
            var nearest = KeptState.In(from).LastOrDefault(state => state.Epochs <= epochs);
            if (nearest is null)
                return;
            try
            {
                KeptState.Link(nearest.Path, Path.Combine(to, Path.GetFileName(nearest.Path)));
                return;
            }
            catch (FileNotFoundException) when (tries < 10)
            {
                // Looked for again.
            }
        }
    }
}
