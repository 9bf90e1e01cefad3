using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Workers.Engine.Data.Texts;

/// <summary>Why a row of a table of texts is not read: the codes of <see cref="Core.Datasets.RefusedRow"/>.</summary>
internal static class RowFaults
{
    public const string Cells = "cells",
        Quotes = "quotes",
        Empty = "empty",
        TooLong = "too-long",
        Encoding = "encoding",
        Control = "control",
        Label = "label",
        Number = "number",
        Part = "split",
        Weight = "weight",
        Json = "json",
        Duplicate = "duplicate";

    /// <param name="values">Of the sentence.</param>
    public static Refusal Reason(string fault, params RefusalValue[] values) => new($"texts.row.{fault}", values);
}
