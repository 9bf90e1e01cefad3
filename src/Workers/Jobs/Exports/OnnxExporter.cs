using MlOpsDashboard.Core;
using MlOpsDashboard.Workers.Jobs.Children;
using MlOpsDashboard.Workers.Jobs.Predictions;

namespace MlOpsDashboard.Workers.Jobs.Exports;

/// <summary>Has a child write a stored model as ONNX, <c>model.onnx</c> beside the model it is made of, and keeps it there. One at a time: a conversion holds a whole model in memory.</summary>
public sealed class OnnxExporter(ModelFolders folders, ChildCommand command) : IDisposable
{
    private readonly SemaphoreSlim turn = new(1);

    /// <returns>The file's path, or why there is none.</returns>
    public async Task<Outcome<string>> ExportAsync(string what, string artifact, string? preprocessingJson, CancellationToken cancellationToken)
    {
        if (await folders.PrepareAsync(artifact, preprocessingJson, cancellationToken) is not { } model) return Outcome<string>.Refused("The model's file is missing from the store.");
        var file = Path.ChangeExtension(model, ".onnx");
        await turn.WaitAsync(cancellationToken);
        try
        {
            // Written whole or not at all, so a file that is there is a good one.
            if (File.Exists(file)) return file;
            var answer = await command.RunAsync(new($"ONNX of {what}", ["convert", "--from", model, "--to", file]), cancellationToken);
            return answer.IsDone ? file : Outcome<string>.Refused(answer.Sentence);
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();
}
