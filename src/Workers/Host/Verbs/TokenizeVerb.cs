using System.CommandLine;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Texts;
using MlOpsDashboard.Workers.Host.Output;

namespace MlOpsDashboard.Workers.Host.Verbs;

/// <summary><c>mlops tokenize</c>: the tokens and numbers that a model's own tokenizer makes of texts.</summary>
internal static class TokenizeVerb
{
    public static Command Create(HostOutput output)
    {
        var model = Verb.Model();
        var text = new Option<string?>("--text") { Description = CommandTexts.Of("tokenize.text") };
        var pair = new Option<string?>("--pair") { Description = CommandTexts.Of("tokenize.pair") };
        var input = new Option<string?>("--input") { Description = CommandTexts.Of("tokenize.input") };
        var maxLength = new Option<int?>("--max-length") { Description = CommandTexts.Of("tokenize.maxLength") };
        var json = Verb.Json();
        var command = new Command("tokenize", CommandTexts.Of("tokenize")) { model, text, pair, input, maxLength, json };
        command.SetAction(
            async (parsed, stop) =>
            {
                var texts = Texts(parsed.GetValue(text), parsed.GetValue(input));
                var name = parsed.GetRequiredValue(model);
                using var loaded = await Verb.OpenAsync(name, stop);
                var tokenizer = loaded.Tokenizer ?? throw new RefusedException(new Refusal("command.tokenize.model", ("received", name)));
                var length = parsed.GetValue(maxLength);
                var tokenized = new List<TokenizedText>();
                foreach (var one in texts)
                {
                    stop.ThrowIfCancellationRequested();
                    tokenized.Add(tokenizer.Tokenize(one, parsed.GetValue(pair), length));
                }
                if (parsed.GetValue(json))
                    output.Json(new { tokenizer.Kind, Texts = tokenized.Select(one => Describe(one, tokenizer, length)) });
                else
                    Write(tokenized, output);
                return ExitCode.Done;
            }
        );
        return command;
    }

    private static IEnumerable<string> Texts(string? text, string? input) =>
        (text, input) switch
        {
            ({ } one, null) => [one],
            (null, { } file) => Lines(file),
            (null, null) => throw new RefusedException(new Refusal("command.tokenize.none")),
            _ => throw new RefusedException(new Refusal("command.tokenize.both")),
        };

    private static string[] Lines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException(new Refusal("command.predict.textFile", ("path", path), ("fault", fault.Message)));
        }
    }

    // Padding has a number, a type and a mask, but is no token.
    private static object Describe(TokenizedText text, ITokenizer tokenizer, int? length)
    {
        var padding = Math.Max((length ?? 0) - text.Ids.Count, 0);
        return new
        {
            text.Tokens,
            Ids = text.Ids.Concat(Enumerable.Repeat(tokenizer.PadId, padding)),
            Types = text.Types.Concat(Enumerable.Repeat(0, padding)),
            Mask = Enumerable.Repeat(1, text.Ids.Count).Concat(Enumerable.Repeat(0, padding)),
            Spans = text.Spans.Select(span => new[] { span.Start, span.End }),
            text.Cut,
        };
    }

    private static void Write(List<TokenizedText> texts, HostOutput output)
    {
        foreach (var text in texts)
        {
            output.Text(string.Join(' ', text.Tokens.Zip(text.Ids, (token, id) => $"{token}:{id}")));
            if (text.Cut > 0)
                output.Say(CommandTexts.Of("tokenize.cut", text.Cut));
        }
    }
}
