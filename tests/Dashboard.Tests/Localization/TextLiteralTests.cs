using System.Text.RegularExpressions;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Dashboard.Components;
using MlOpsDashboard.Dashboard.Components.Layout;
using MlOpsDashboard.Dashboard.Components.Pages.Run;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Localization;

/// <summary>No component says anything that is not in the resource files: read from the compiled assembly, so that markup and code are held alike.</summary>
public sealed partial class TextLiteralTests
{
    private const string Components = "MlOpsDashboard.Dashboard.Components";

    // Namespaces under Components that still hold English literals.
    private static readonly string[] NotYet = [];

    private static readonly string[] Said =
    [
        "title",
        "alt",
        "placeholder",
        "label",
        "aria-label",
        "aria-description",
        "aria-roledescription",
        "aria-valuetext",
    ];

    // Names of fonts, and lines for a shell, are said to nobody.
    private static readonly string[] Silent = [nameof(AppTheme), nameof(RunCommandLine)];

    // Parameters that are given by name to the parts of a task, and what specs, layers and keys go by: said to nobody as they are.
    private static readonly string[] Names =
    [
        "Draft",
        "Evaluation",
        "Href",
        "Other",
        "Result",
        StrategyNames.FeatureExtraction,
        StrategyNames.FineTuning,
        StrategyNames.Everything,
        StrategyNames.FromScratch,
        StrategyNames.CarryOn,
        "Random",
        "Enter",
        "Del",
        "Page",
        "MD5",
    ];

    private static readonly HashSet<string> Keys =
    [
        .. ResourceFileTests.Files().SelectMany(f => ResourceFileTests.Read(f).Keys).SelectMany(key => new[] { key, key.Split('.')[0] }),
    ];

    public static TheoryData<string> Namespaces => [.. Literals().Select(l => l.Namespace).Distinct().Except(NotYet).DefaultIfEmpty("")];

    [Theory]
    [MemberData(nameof(Namespaces))]
    public void Components_SayNothingOfTheirOwn(string name)
    {
        var found = Literals().Where(l => l.Namespace == name && !NotYet.Contains(name)).Select(l => $"{l.Type}: {l.Text}").Distinct().ToList();
        Assert.True(found.Count == 0, string.Join("\n", found));
    }

    [Theory]
    [InlineData("Start run", true)]
    [InlineData("of the pictures", true)]
    [InlineData("Runs", true)]
    [InlineData("choice is-on", false)]
    [InlineData("data-testid", false)]
    [InlineData("dense", false)]
    [InlineData("<path d=\"M3 3v18h18\"/>", false)]
    [InlineData("MobileNetV3Small", false)]
    public void Pattern_FindsWords(string text, bool words) => Assert.Equal(words, IsWords(text));

    private static IEnumerable<(string Namespace, string Type, string Text)> Literals()
    {
        using var module = ModuleDefinition.ReadModule(typeof(App).Assembly.Location);
        return
        [
            .. from type in All(module.Types)
            let outer = Outermost(type)
            where outer.Namespace.StartsWith(Components, StringComparison.Ordinal) && !Silent.Contains(outer.Name)
            from method in type.Methods
            where method.HasBody && !(method.Name is "PrintMembers" or "ToString" && type.Methods.Any(m => m.Name == "PrintMembers"))
            from text in Texts(method.Body)
            select (outer.Namespace.Length == Components.Length ? "" : outer.Namespace[(Components.Length + 1)..], outer.Name, text),
        ];
    }

    private static IEnumerable<TypeDefinition> All(IEnumerable<TypeDefinition> types) => types.SelectMany(t => All(t.NestedTypes).Prepend(t));

    private static TypeDefinition Outermost(TypeDefinition type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

    private static IEnumerable<string> Texts(MethodBody body)
    {
        // The product's name is one in every language.
        foreach (var instruction in body.Instructions.Where(i => i.OpCode == OpCodes.Ldstr))
        {
            var text = (string)instruction.Operand;
            var call = instruction.Next?.Operand as MethodReference;
            var isMarkup = call?.Name is "AddMarkupContent" or "AddContent";
            if (text == "MLOps" || text.StartsWith('@') || Names.Contains(text))
                continue;
            if (isMarkup && Letters().IsMatch(Tags().Replace(text, " ").Replace("MLOps", "")))
                yield return text.Trim();
            else if (isMarkup)
                foreach (Match attribute in Attributes().Matches(text))
                    yield return attribute.Groups[1].Value;
            // An attribute's name stands right before its value.
            else if (call?.Name is "AddAttribute" or "AddComponentParameter" or "AddContent" && instruction.Previous?.OpCode == OpCodes.Ldstr)
            {
                var name = (string)instruction.Previous.Operand;
                if (Said.Contains(name) ? Letters().IsMatch(text) : char.IsUpper(name[0]) && IsWords(text))
                    yield return text;
            }
            // A sequence number stands before the name of an element or attribute.
            else if (instruction.Previous?.OpCode.Name.StartsWith("ldc.i4", StringComparison.Ordinal) == true)
                continue;
            else if (IsWords(text) && !Keys.Contains(text.TrimEnd('.')) && !Names.Contains(text))
                yield return text;
        }
    }

    // A sentence or a title: two plain words, or one with a capital. Names of classes have hyphens, code has signs, names of layers have capitals within.
    private static bool IsWords(string text) => Words().IsMatch(text);

    [GeneratedRegex(@"^\s*(?:[(“""]?[A-Z][a-z]+[,.:;]?|[a-z]+[,.:;]? [a-z]+[a-z]*\b)(?: [^<>{}=]*)?$", RegexOptions.Singleline)]
    private static partial Regex Words();

    [GeneratedRegex(@"\p{L}{2,}")]
    private static partial Regex Letters();

    [GeneratedRegex("<style>.*?</style>|<code[^>]*>.*?</code>|<[^>]*>", RegexOptions.Singleline)]
    private static partial Regex Tags();

    [GeneratedRegex(@"(?<= (?:title|alt|placeholder|label|aria-label|aria-description)="")([^""]*\p{L}{2,}[^""]*)")]
    private static partial Regex Attributes();
}
