using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Jobs.Calls;
using MlOpsDashboard.Workers.Jobs.Predictions;

namespace MlOpsDashboard.Workers.Jobs.Exports;

/// <summary>Has a child write a stored model as ONNX, <c>model.onnx</c> or <c>model.text.onnx</c> beside the model it is made of, and keeps it there.</summary>
public sealed class OnnxExporter(ModelFolders folders, IWorkerCalls calls)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    /// <returns>The file's path, or why there is none.</returns>
    public async Task<Outcome<string>> ExportAsync(
        Refusal what,
        string artifact,
        string? preprocessingJson,
        bool tokenizerInside,
        CancellationToken cancellationToken
    )
    {
        var prepared = await folders.PrepareAsync(artifact, preprocessingJson, cancellationToken);
        if (prepared.Value is not { } model)
            return Outcome<string>.Refused(prepared.Reason!);
        var file = Path.ChangeExtension(model, tokenizerInside ? ".text.onnx" : ".onnx");
        // Written whole or not at all, so a file that is there is a good one.
        if (File.Exists(file))
            return file;
        var answer = await calls.CallAsync(
            new(
                new("work.what.onnx", ("what", what)),
                ["convert", "--from", model, "--to", file, .. tokenizerInside ? (string[])["--tokenizer", "inside"] : []]
            )
            {
                Key = file,
                Time = Longest,
            },
            cancellationToken
        );
        return answer.IsDone ? file : Outcome<string>.Refused(answer.Why!);
    }
}
