package httpx

import (
	"reflect"
	"strings"
	"unicode"
	"unicode/utf8"
)

// cleanText trims every string of an input in place and refuses control
// characters (NUL above all), private-use and broken text. Lengths are in the schema.
func cleanText(in any) error {
	e := errInput
	walk(reflect.ValueOf(in), "", false, func(path string, needed bool, v reflect.Value) {
		s := strings.TrimSpace(v.String())
		switch {
		case !readable(s):
			e = e.With(path, "含有无法显示的字符，请删除后重试")
		case needed && s == "" && v.Len() > 0: // only spaces: the schema saw a length
			e = e.With(path, "请填写这一项")
		}
		if v.CanSet() && s != v.String() {
			v.SetString(s)
		}
	})
	if len(e.Fields) > 0 {
		return e
	}
	return nil
}

func readable(s string) bool {
	if !utf8.ValidString(s) {
		return false
	}
	for _, r := range s {
		if r == unicode.ReplacementChar || (unicode.IsControl(r) && r != '\n' && r != '\t' && r != '\r') {
			return false
		}
	}
	return true
}

func walk(v reflect.Value, path string, needed bool, visit func(string, bool, reflect.Value)) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			walk(v.Elem(), path, needed, visit)
		}
	case reflect.String:
		visit(path, needed, v)
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return
		}
		for i := range v.Len() {
			walk(v.Index(i), path, needed, visit)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			f := v.Type().Field(i)
			if f.IsExported() {
				walk(v.Field(i), join(path, fieldName(f)), strings.Trim(f.Tag.Get("minLength"), "0") != "", visit)
			}
		}
	}
}

func fieldName(f reflect.StructField) string {
	for _, tag := range []string{"json", "path", "query", "header"} {
		if name, _, _ := strings.Cut(f.Tag.Get(tag), ","); name != "" && name != "-" {
			return name
		}
	}
	if f.Name == "Body" || f.Anonymous {
		return ""
	}
	return f.Name
}

func join(path, name string) string {
	if path == "" || name == "" {
		return path + name
	}
	return path + "." + name
}
