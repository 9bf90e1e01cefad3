namespace MlOpsDashboard.Workers.Engine.Texts;

/// <summary>A token that is found in a text before it is split, as Hugging Face's tokenizers have it: <c>[SEP]</c>, a word of a field's own.</summary>
/// <param name="Content">As it stands in a text.</param>
/// <param name="IsNormalized">Whether it is looked for in the text after cleaning and lower-casing; else in the text as it was given.</param>
/// <param name="IsSingleWord">Whether letters, digits and underscores around it hide it.</param>
public sealed record AddedToken(string Content, int Id, bool IsNormalized = false, bool IsSingleWord = false);
