using System.CommandLine;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Host.Output;

namespace MlOpsDashboard.Workers.Host.Verbs;

/// <summary>The options of <c>mlops evaluate</c> for predictions that were made anywhere.</summary>
internal sealed class GivenOptions
{
    public Option<string?> Task { get; } = new("--task") { Description = CommandTexts.Of("given.task") };

    public Option<string?> Predictions { get; } = new("--predictions") { Description = CommandTexts.Of("given.predictions") };

    public Option<string?> Truth { get; } = new("--truth") { Description = CommandTexts.Of("given.truth") };

    /// <summary>Whether predictions are judged rather than a model.</summary>
    /// <exception cref="RefusedException">The command line asks for both, or for a part of either.</exception>
    public bool AreUsed(ParseResult parsed, Option model, Option data, Option part)
    {
        bool Has(Option option) => parsed.GetResult(option) is { Implicit: false };
        string Given(params Option[] options) =>
            options.Where(Has).Select(option => option.Name).ToList() is { Count: > 0 } names ? string.Join(", ", names) : "neither";
        if (Has(Predictions) && Has(Task) && !Has(model) && !Has(data) && !Has(part))
        {
            return true;
        }
        return Has(model) && Has(data) && !Has(Predictions) && !Has(Task) && !Has(Truth)
            ? false
            : throw new RefusedException(new Refusal("command.given.options", ("received", Given(model, data, part, Task, Predictions, Truth))));
    }
}
